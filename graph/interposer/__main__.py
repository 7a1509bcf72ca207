"""Run the command line: python -m interposer."""

from interposer.cli.main import main

main()
