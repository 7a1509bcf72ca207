// Rules for the explorer's scripts, which are plain scripts that share one name; run from the top of the checkout:
// node scripts/page/node_modules/eslint/bin/eslint.js --config scripts/page/eslint.config.mjs graph/interposer/views/templates/scripts
import js from "@eslint/js";
import globals from "globals";

const TEXT_ONLY = "text from data reaches the page through textContent and the canvas only";
const RUNS_TEXT = ["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc"].map((property) => ({ property, message: TEXT_ONLY }));

export default [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "script", globals: { ...globals.browser, vis: "readonly", explorer: "writable" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "array-callback-return": "error",
      "complexity": ["error", 14],
      "consistent-return": "error",
      "curly": ["error", "multi-line"],
      "default-case-last": "error",
      "eqeqeq": ["error", "always", { null: "ignore" }],
      "max-depth": ["error", 3],
      "max-lines": ["error", 500],
      "max-lines-per-function": ["error", { max: 45, IIFEs: false, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 5],
      "no-alert": "error",
      "no-console": "error",
      "no-else-return": "error",
      "no-eval": "error",
      "no-extend-native": "error",
      "no-implied-eval": "error",
      "no-lonely-if": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-redeclare": ["error", { builtinGlobals: false }],
      "no-restricted-globals": ["error", "eval", "fetch", "XMLHttpRequest", "WebSocket", "EventSource", "localStorage", "sessionStorage"],
      "no-restricted-properties": ["error", ...RUNS_TEXT, { object: "document", property: "write", message: TEXT_ONLY }],
      "no-shadow": ["error", { builtinGlobals: false }],
      "no-throw-literal": "error",
      "no-unneeded-ternary": "error",
      "no-unused-expressions": "error",
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-useless-return": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-arrow-callback": "error",
      "prefer-const": "error",
      "prefer-rest-params": "error",
      "prefer-template": "error",
      "radix": "error",
      "strict": ["error", "function"],
    },
  },
];
