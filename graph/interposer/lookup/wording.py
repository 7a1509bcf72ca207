"""The words of questions, English and Chinese: what asks for what. One table each; `ask` reads them in order.

Chinese stands in simplified characters: a question is simplified before it is read. A verb has the name that `who`
knows it by, so that both mean the same.
"""

from __future__ import annotations

import re
from functools import cache

from interposer.lookup.pattern import Pattern

__all__ = [
    "ADJECTIVES", "ANY_CHIP", "CLASSES", "FILLERS", "INTENTS", "KINDS", "METRICS", "MILESTONES", "PLACES", "ROLES", "STATUSES", "VERBS", "Asked", "Wording",
    "places", "seek",
]  # fmt: skip


class Wording:
    """What some words stand for, and how they are found; a pattern is made when a text of its language comes."""

    def __init__(self, means: str, english: str, chinese: str) -> None:
        """Keep the patterns as text."""
        self.means, self.english, self.chinese = means, english, chinese

    def find(self, text: str, *, chinese: bool) -> re.Match[str] | None:
        """Find the first words that mean it in an English text, or in one that is partly Chinese."""
        return next(iter(self.find_all(text, chinese=chinese)), None)

    def find_all(self, text: str, *, chinese: bool) -> list[re.Match[str]]:
        """Find all words that mean it."""
        possible = _possible(self.chinese if chinese else self.english, text.casefold())
        if not possible:
            return []
        return list(re.finditer(possible if chinese else rf"\b(?:{possible})(?!\w)", text, re.IGNORECASE))


def seek(pattern: str, text: str) -> re.Match[str] | None:
    """Search a text for a pattern, leaving out of it first what the text cannot hold."""
    if not re.search(r"(?<!\\)\((?!\?)", pattern):  # groups keep their numbers
        pattern = _possible(pattern, text.casefold())
    return re.search(pattern, text, re.IGNORECASE) if pattern else None


def _possible(pattern: str, text: str) -> str:
    """Keep the alternatives of a pattern whose first letters stand in the text.

    Making a pattern takes far longer than searching a question with it, and most words are not in a question.
    """
    return "|".join(whole for first, whole in _alternatives(pattern) if first in text)


@cache
def _alternatives(pattern: str) -> tuple[tuple[str, str], ...]:
    """Part a pattern into its alternatives, each with the letters that it surely begins with."""
    parted, whole, depth = [], "", 0
    for part in pattern.split("|"):
        whole = f"{whole}|{part}" if depth else part
        depth += part.count("(") - part.count(")") - (part.count(r"\(") - part.count(r"\)"))
        if depth == 0 and whole:
            start = _START.match(whole)
            first = start[0] if start else ""
            if whole[len(first) : len(first) + 1] in ("?", "*", "{"):
                first = first[:-1]
            parted.append((first.casefold(), whole))
    return tuple(parted)


_START = Pattern(r"[^\W\d_]+")


class Asked(Wording):
    """A verb of questions: as `who` knows it, and its relations, from the doer (`>`) or to the doer (`<`)."""

    def __init__(self, wording: Wording) -> None:
        """Part the meaning into the verb and its relations."""
        verb, _, relations = wording.means.partition("|")
        super().__init__(verb, wording.english, wording.chinese)
        self.relations = tuple(relations.split())


def _table(rows: str) -> tuple[Wording, ...]:
    """Read a table of lines `meaning: English pattern ## Chinese pattern`."""
    made = []
    for row in rows.strip().splitlines():
        means, _, patterns = row.strip().partition(": ")
        english, _, chinese = patterns.partition(" ## ")
        made.append(Wording(means, english, chinese))
    return tuple(made)


INTENTS = _table(r"""
conflicts: disagree(?:s|ment|ments)?|conflict(?:s|ing)?|contradict(?:s|ion|ions|ory)?|inconsisten\w* ## 矛盾|分歧|说法不一|不一致|打架
sources: (?:list|find|show|give)(?: me)? (?:the |all |any )?(?:sources?|articles?|reports?)|sources? (?:stating|saying|claiming|reporting|that)|(?:which|what) (?:web ?site|blog|newspaper|magazine|journalist|analyst)s? (?:says?|said|claims?|claimed|reports?|reported)|on whose (?:word|authority)|who started (?:it|the|this|that)|(?:article|report|story) (?:that|saying|reporting|claiming|which says)|citations?|^(?:reports?|articles?|papers?|sources?|evidence|citations?)(?= )|where (?:was|is|has) (?:it|this|that) (?:been )?(?:reported|said|claimed|written|stated)|(?:can|could) you cite|(?:which|what) (?:\w+ )?(?:sources?|reports?|articles?|outlets?|publications?|papers?|media|documents?)|who (?:estimates?|expects?|forecasts?|predicts?|puts|reckons?|believes?|mentions?|mentioned|says?|said|claims?|claimed|reported|reports|wrote|writes|stated|states|told|denies|denied)(?! (?:it (?:plans|will)|they))|(?:who|what) is behind the (?:rumou?r|claim|report|news|story)|according to (?:whom|what|which)|where (?:does|did|do) .{2,80}? comes? from|(?<!second )(?<!second-)sources? (?:for|of|on|behind)|evidence (?:for|that|of)|(?:what|any) evidence|citations? (?:for|of)|cite|says who|who is the source ## (?:爆料|报道|透露|披露|说|讲|提到).{0,30}的是谁|是谁(?:说|讲|爆|报|透|提)|谁说|谁讲|谁报道|谁爆料|谁透露|谁预测|谁声称|谁否认|谁提到|谁披露|哪些?(?:个|家|篇|份)?(?:来源|媒体|报道|报告|文章|消息源|资料|机构说|机构预测)|(?:来源|出处|证据|依据)(?:是|有|在)?(?:什么|哪|谁)|消息来源|出处|出自|(?:哪里|哪儿)来的|从哪来|信源|据谁|依据是|有什么证据
when: when|what (?:date|day|month|year|quarter)|which (?:year|quarter|month|day)|(?:in|by|since) (?:what|which) (?:year|month|quarter)|how soon|timeline|time ?table|schedule|roadmap|release date ## 什么时候|何时|哪一?年|哪一?月|哪天|几月|几时|什么时间|多久|时间表|时间线|日期|哪个季度|几号|路线图
impact: (?:what|who) (?:depends|relies|rests|hangs) on|what (?:breaks|fails|stops|happens|would happen|is lost|would be lost|is hit|is affected|suffers)|impacts?|affected|knock-on|(?:what|who|which [\w ]+) (?:would|will|gets?|is|are|could|might)[\w ]{0,25} (?:hit|hurt|affected|lose|suffer|break|fail|stop|stranded)|if .{2,80}? (?:stops?|stopped|fails?|failed|is lost|were lost|was lost|went|goes|shuts?|shut|closes?|closed|halts?|halted|burn\w*|disappears?|breaks?|scarce|short|tight|stalls?|slips?|is delayed|collapses?|cannot|can't|runs? out|cut off|offline|bans?|banned)|(?:loss|shortage|outage|failure|shutdown|closure|halt|disruption|fire|earthquake|flood|strike|embargo) (?:of|at|in|on)|without|rel(?:y|ies) on|knock(?:ed|s)? out|fallout|nobody could|no one could|out of reach|held up|hangs? on|(?:is|are|be) (?:exposed|at risk|in trouble) ## 断供|停产|停工|停摆|断货|缺货|断电|如果.{0,25}(?:停|没了|断|出事|关|缺|失|禁)|要是|假如|万一|一旦|会影响|受影响|受到影响|影响(?:哪|什么|谁|到)|有(?:什么|哪些)影响|波及|冲击|(?:地震|火灾|失火|着火|爆炸|禁运|倒闭|罢工|洪水|台风)
alternatives: alternatives?|take the place of|substitutes?|substitution|instead of|replace(?:s|d|ment|ments)?|stand in for|stand-ins?|in place of|second sourc\w+|other than using|swap|rivals?|head to head|compet(?:es?|ing) with|competitors? (?:to|of|for) ## 还能用|还可以用|替代|取代|代替|备选|第二供应|第二来源|二供|顶替|替换|竞品|替身
path: path|connect(?:s|ed|ion|ions)?|link(?:s|ed)?|links? between|relat(?:e|ed|es|ion|ionship) (?:to|between|with)|get(?:s)? (?:you |us |one )?(?:from|to)|lead(?:s)? (?:from|to)|chain (?:from|between)|ties?|tied|how many (?:steps|hops)|hang(?:s)? together|have to do with|walk (?:me|us)|step by step|related|(?:through|via) (?:whom?|which|what)|get(?:s)? into|supply chain|way in(?:to)?|in (?:what|which) way|how come|ends? up|leads? to|translates? into|feeds? (?:through|into)|trickles?|by way of|through whom|via whom|how (?:does|do|is|are) .{2,80}? (?:reach|depend on|end up (?:in|at)|come to|flow (?:in)?to|trace) ## 从.{0,3}\uffff+.{0,6}到.{0,3}\uffff|一步步|(?:通过|透过|经过|借助|经由)(?:谁|哪|什么)|从.{1,30}到.{1,30}(?:路径|怎么|如何|传导|什么)|怎么.{0,6}(?:联系|连接|关联|传导|连到|走到|影响到|牵上)|如何.{0,6}(?:联系|连接|关联|传导|连到|影响到)|(?:什么|何种|有何|有什么|啥)(?:关系|联系|关联)|(?:之间|和|与).{0,12}(?:关系|联系|关联|路径)|路径|传导|(?:通过|透过|经过|借助|经由|靠).{0,8}(?:谁|哪|什么).{0,14}(?:连|联|搭|牵|接|扯|串|关系)|隔着|搭上线|牵上线|连在一起|一路(?:影响|传)|怎样.{0,6}(?:联系|连)
compare: vs\.?|versus|compar(?:e|es|ed|ing|ison)|differ(?:s|ence|ences|ent)?|(?:more|less|larger|bigger|higher|faster|greater|smaller|lower|fewer|thicker|wider|earlier|sooner) .{1,40}?, .{1,40} or |against|(?:which|whose|who) (?:one |of (?:the )?\w+ )?(?:is|has|have|of|was|offers|carries|gets|uses)?\b.{0,60}\b(?:more|larger|bigger|higher|faster|greater|smaller|lower|fewer|finer|thinner|cheaper|slower|taller|wider|earlier|sooner|most|largest|highest)|than ## 比较|对比|相比|区别|差别|差异|不同|差多少|差几|哪一?[个款家].{0,12}(?:更|比较)|谁更|[谁哪]家?.{0,6}(?:高|大|多|强|低|少|快)|谁的.{0,12}(?:更|大|高|多)|比.{1,20}(?:大|高|多|快|小|低|少)
number: how (?:much|many|big|large|high|fast|tall|thick|wide|long|small|fine|few|powerful|expensive|costly)|what (?:share|percentage|fraction|portion|amount|number|size|price)|number of|guidance|figures?|percentage ## 多少|几(?=[颗片层期倍成台条年吉GT]|个(?![厂工基园]))|多大|多高|多快|多宽|多厚|多长|多重|几层|几颗|几片|几成|几平|占比|比例|数字|数据|幅度
where: where|(?:countries|sites|plants|places) (?:in|at|where) which|(?:at |in )?(?:which|what) (?:[\w\uffff]+ ){0,2}(?:sites?|plants?|fabs?|facilit(?:y|ies)|locations?|factor(?:y|ies)|campus(?:es)?|cit(?:y|ies)|countr(?:y|ies)|places?|states?|provinces?|towns?)|located|location|(?:plants?|fabs?|factories|sites|facilities) (?:does|do|of|in|that)|what (?:does|do|exactly does) .{2,60} (?:do|make|run|perform) (?:at|in) its ## 哪里|哪儿|何处|在哪|什么地方|哪(?:几|些|个|座|处)?(?:个|座|家|处)?(?:厂(?![商家房])|工厂|园区|基地|厂区|城市|国家|省|地方|地区)|(?:有|几)(?:哪些|几个|几座|什么)(?:厂(?![商家房])|工厂|基地|园区)|(?:厂区|工厂|园区|基地)(?:都)?有哪|位于|坐落|落脚
""")
"""The intents, in the order in which they are looked for; the words that are left ask who, what is in, or for the card."""

VERBS = tuple(
    Asked(word)
    for word in _table(r"""
joins|>memberOf: members? of|belongs? to|join(?:s|ed|ing)?|membership|members ## 成员|会员|加入|隶属
acquires|>acquired: acquir(?:e|es|ed|ing|er)|acquisition|b(?:uy|uys|ought|uying) (?:out )?(?:the (?:company|firm|maker|plant|site))|buyer of|take(?:s|n)? ?over|took over|purchaser of ## 收购|并购|买下|买家|接手
owns|>subsidiaryOf >jointVentureOf <subsidiaryOf <jointVentureOf: owns|(?<!their )(?<!its )own|owned|owners? of|parent(?: company)?|subsidiar(?:y|ies)|joint venture|shareholders?|stake in|belongs? to (?=\uffff) ## 母公司|子公司|旗下|控股|股东|合资|隶属于|持有
backs|>investsIn <supportedBy: (?:takes?|took|taking|holds?) a stake in|b(?:uys?|ought) into|back(?:s|ed|ing|ers?)|fund(?:s|ed|ing)?|invest(?:s|ed|ing|ors?)? in|investors?|subsidi[sz]e[sd]?|financ(?:e|es|ed|ing)|support(?:s|ed|ing)? ## 入股|资助|补贴|扶持|支持(?!的)|投资方|投资了|参股|出资
restricts|<restrictedBy: restrict(?:s|ed|ing|ion|ions)?|ban(?:s|ned)?|export controls?|sanction(?:s|ed)?|prohibit(?:s|ed)?|subject to ## 限制|管制|禁止|制裁|受限|禁令|约束于
holds-back|<constrainedBy: throttl(?:e|es|ed|ing)|squeez(?:e|es|ed|ing)|hold(?:s|ing)? back|held back|constrain(?:s|ed|ts?|ing)?|bottlenecks?|limit(?:s|ed|ing)?|in short supply|short of|scarce|obstacles? ## 瓶颈|卡住|卡脖子|制约|约束|掣肘|限制了|紧缺|短缺
drives|>drives: driv(?:e|es|en|ing|ers?)|push(?:es|ed|ing)? (?:up )?demand|behind the demand|fuel(?:s|led|ling)?|raises? demand ## 驱动|拉动|推动|带动|需求来自
partners|>partnerOf: partner(?:s|ed|ing|ship|ships)?|cooperat\w+|collaborat\w+|teams? up|allian\w+|work(?:s|ing|ed)? with ## 合作|伙伴|联手|携手
competes|>competesWith <competesWith: compet(?:e|es|ed|ing)|rivals?|competitors?|head to head|up against ## 竞争|竞品|对手|抗衡
replaces|>alternativeTo: replac(?:e|es|ed|ing)|substitut(?:e|es|ed)|stands? in for|alternatives? to ## 替代|取代|代替|替换
implements|>implements: implement(?:s|ed|ing|ations?)?|conform(?:s|ing)? to|compl(?:y|ies|iant) with|support(?:s|ing)? the standard|follow(?:s|ing)? the standard ## 遵循|符合|实现了|兼容于
mitigates|>mitigates: mitigat(?:e|es|ed|ing)|solv(?:e|es|ed|ing)|eas(?:e|es|ed|ing)|reliev\w+|overcom(?:e|es|ing)|address(?:es|ed|ing)? the|fix(?:es|ed)? ## 缓解|解决|克服|改善了
enables|>enables: enabl(?:e|es|ed|ing)|makes? possible|allow(?:s|ed|ing)? ## 使能|促成|使得|让.{1,12}成为可能
succeeds|>succeeds <succeeds: succe(?:eds?|eded|ssor|ssors)|c(?:omes?|ame) after|predecessors?|follow(?:s|ed|ing)?(?: on)?|next generation ## 后继|继任|下一代|前代|上一代|前身
standardizes|<standardizedBy: standardi[sz]e[sd]?|standards? bod(?:y|ies)|specifie[sd] by|defines? the standard ## 标准化|制定
fabricates|<fabricatedBy <fabricatedOn: fabricat(?:e|es|ed|ing)|foundry for|fabs? (?:the|its)|tap(?:e|ed)[ -]out|manufactur(?:e|es|ed|ing) (?:the )?(?:silicon|die|dies|wafers?|base die)|process node|on (?:which|what) node ## 代工(?!厂)|流片|制程|工艺节点
designs|<designedBy: design(?:s|ed|ing)?(?! compan| house|er) ## 设计(?!公司|商|厂)
packages|<packagedBy >performs: packag(?:es|ed)|packages? (?:the|it|its)|(?:do|does|did|will|can) \uffff+ package|(?:will|would|to|can|could) package|packag(?:e|ing) (?=[A-Z])|assembl(?:es?|ed|ing)|does the packaging|packager|(?:final )?test(?:s|ed)? ## (?:谁|哪家|哪些公司|厂商?|由).{0,6}(?:封装|封测)|(?:封装|封测)(?:的是|是谁|由谁|由哪|给谁|订单)|代封
buys|<suppliesTo >uses: (?:gets?|sourc(?:e|es|ed|ing)|procur(?:e|es|ed)) (?=its |their |the |from )|from whom|whose customers|customers?(?: of| for)?|clients?|b(?:uys?|ought|uying)(?! into)|purchas(?:e|es|ed|ing)|orders? from|order(?:s|ed)|book(?:s|ed|ing)|sells? to|suppl(?:y|ies|ied|ying) to (?:whom|who)|to whom ## 客户|买家|采购|购买|买(?!家|下|走|回)|下单|订购|(?:卖|供货?|供应|出货)给(?:谁|了?哪)|给(?:谁|哪些?家?(?:公司|厂商?)?|哪家).{0,4}(?:供|做|封|代)|供应?给|卖给
supplies|>supplies >suppliesTo: serv(?:e|es|ed|ing)|suppl(?:y(?! chain)|ies|ied|iers?|ying)|sell(?:s|ers?|ing)?|sold|vendors?|sources? .{0,20} from|provid(?:es|ers?) of|makers? of|maker|makers|producers?(?: of)? ## 供应商|供应|供货|供给|提供商|卖(?!多少)|销售|厂商|生产商|制造商
develops|>develops: creat(?:e|es|ed|ing|ors?)|co-?develop\w*|invent(?:s|ed|ing|ors?)?|develop(?:s|ed|ing|ment)?|works? on|working on|research(?:es|ing)?|r&d|explor(?:es?|ing) ## 研发|开发|在研(?!发)|研究|攻关|布局
uses|>uses >requires >hasComponent >usesProcess >madeOf >packagedWith: combin(?:e|es|ed|ing)|marr(?:y|ies|ied|iage)|us(?:e|es|ed|ing)|need(?:s|ed|ing)?|requir(?:e|es|ed|ing)|depend(?:s|ed|ing)?(?: on)?|adopt(?:s|ed|ing|ers?)?|contain(?:s|ed|ing)?|carr(?:y|ies|ied)|includ(?:e|es|ed|ing)|consists? of|made (?:of|up|from)|make up|makes up|built (?:on|with|from)|inside|sits? (?:on|in)|sitting|incorporat\w+|based on|integrat\w+|comes? with|equipped|put (?:on|in)|packaged (?:with|in|on)|on board|pair(?:s|ed) with|components?|ingredients?|parts? of|go(?:es)? into|employs? ## 使用|采用|用到|用了|用的|用上|需要|需|依赖|基于|包含|含有|内含|搭载|配备|配的|配了|搭配|里面|里边|里有|内部|由.{0,6}(?:组成|构成)|组成|构成|集成了|内置|装了|做进|用(?=什么|哪|于|在|[A-Z0-9\uffff])|应用
performs|>performs: perform(?:s|ed|ing)?|carr(?:y|ies) out|do(?:es)? (?:at|in) its ## 负责|从事
runs|>operates: run(?:s|ning)?|operat(?:e|es|ed|ing)|owns? (?:the )?(?:plant|site|fab)s? ## 运营|经营
makes|<designedBy <fabricatedBy >supplies: mak(?:e|es|ing)|made by|manufactur(?:e|es|ed|ing|ers?)|produc(?:e|es|ed|ing)|build(?:s|ing)?|built by ## 生产|制造|造|做(?=[A-Z0-9\u4e00-\u9fff]*的?(?:公司|厂商))
does|>offers >performs: do(?:es)?|offer(?:s|ed|ing|ings)?|provid(?:e|es|ed|ing)|deliver(?:s|ed|ing)?|ha(?:s|ve)|capable of|services?|can ## 提供|能做|会做|可以做|在做|做|拥有|有(?=哪些|什么|没有)|推出|具备|掌握
""")
)

STATUSES = _table(r"""
planned: earmarked|slated|due to|plan(?:s|ned|ning)?|planning to|intend(?:s|ed|ing)?|supposed to|scheduled|slated|meant to|aim(?:s|ing)? to|target(?:s|ed|ing)? ## 计划|计画|打算|准备|拟|规划|筹备|预定
later: will|going to|upcoming|future ## 将(?:要|会|于|在)?|未来|会在
rumoured: rumou?r(?:s|ed)?|reportedly|leak(?:s|ed)?|gossip|speculat\w+|alleged(?:ly)?|hearsay ## 传闻|据传|传言|爆料|谣传|小道|听说|风传|传出|外传|疑似
forecast: forecast(?:s|ed)?|expect(?:s|ed|ation|ations)?|predict(?:s|ed|ion|ions)?|project(?:ed|ions?)|estimat(?:e|es|ed)|analysts?|outlook ## 预测|预计|预期|预估|估计|展望|分析师|有望
reported: already|currently|current|today|right now|at present|actual(?:ly)?|now|so far|as of now|in practice|to date ## 现在|目前|已经|当前|如今|现有|实际|眼下
""")

METRICS = _table(r"""
unit-price: price|cost(?:s)?|sell(?:s)? for|asp|expensive|costly|how much (?:is|are|does) .{2,40} (?:cost|sell)|dollars? per ## 多少钱|价格|单价|售价|报价|成本价|均价|卖多少
acquisition-price: (?:pay|paid|buy|bought|purchase|acquire[ds]?|acquisition) .{0,60}|takeover price ## 买.{0,20}(?:花了?|多少)|收购.{0,16}(?:多少|价|金额)|花.{0,8}买
public-funding: grants?|subsid\w+|public money|public funding|award(?:ed|s)?|tax (?:credit|rebate)|loan|government (?:money|support|aid)|gave|give|given|receive[ds]? ## 补贴|资助|拨款|补助|贷款|政府.{0,4}(?:钱|资金|支持)
jobs: employ|jobs?|hire|hires|positions ## 岗位|就业|工作机会|职位
employees: employ(?:s|ed)?|employees|staff|people .{0,60}(?:employ|work)|headcount|workforce ## 员工|人手|雇员|职工
capital-expenditure: capex|costs?|costlier|expensive|capital expenditures?|capital spending|invest(?:s|ed|ing|ment|ments)?|spend(?:s|ing)?|spent|cost to build|build cost ## 投资|资本支出|资本开支|投入|砸|斥资|花了?多少钱?
packages-per-wafer: packages? per wafer|chips? per wafer|dies? per wafer ## 每片晶圆.{0,6}(?:封装|芯片|颗)|一片晶圆.{0,6}(?:切|出|多少)
stack-height: -?high|stack height|layers?(?! of rdl)|how tall|dies? high ## 几层|多少层|层数|堆叠层|堆叠?高度|层堆叠
hbm-stack-count: (?:hbm )?stacks?(?: of hbm)?(?! height)|hbm cubes? ## 几颗|多少颗|几个?堆叠?(?!层)|堆栈数|几组|颗HBM|颗数
memory-capacity: memory capacity|gigabytes?|gb|how much (?:hbm\w*|memory|vram|dram)|vram|memory size|amount of (?:memory|hbm\w*)|memory ## 显存|内存容量|内存多大|多少G|存储容量|单颗容量|容量
bandwidth: how fast|faster|fastest|bandwidth|terabytes? (?:a|per) second|throughput ## 带宽|多快|更快|快多少|最快
pin-speed: how fast|pin speed|speed per pin|data rate|gbps|gigabits? ## 引脚速率|针脚速度|速率|每引脚
interface-width: interface|wider|interface width|bus width|bits? wide|i/?o width ## 位宽|接口宽度
capacity: capacity|how many wafers|wafers? .{0,40}(?:a|per|each) month|wpm|kwpm|panels? (?:a|per) month|output ## 产能|月产|年产|片/月
ownership-share: stake|ownership|owns? .{0,20}(?:percent|%|share)|equity ## 持股|股权|股份
market-share: market share|share|slice|dominat\w+|portion|percentage ## 市占率?|市场份额|份额|占比|占有率|占多少|几成
allocated-capacity: allocat\w+|secur(?:e|es|ed)|book(?:s|ed|ing)? ## 拿到|拿下|分到|包下|预订|抢到
computing-power: computing power|flops|tops|teraflops|petaflops ## 算力
base-die-count: base dies? ## 基础裸片|基底裸片
area-utilization: area utili[sz]ation ## 面积利用率
channel-count: channels? ## 通道
io-count: i/?os?(?: count)?|pins? ## 引脚数|I/O数
cost-share: share of (?:the )?cost|cost share ## 成本占比|占.{0,8}成本
allocation-share: allocation|allocated|book(?:s|ed)|share ## 分配|分到|份额|包下|预订|占多少
share-of-capacity: share ## 占.{0,6}产能
demand-share: share of demand|demand share ## 需求占比|占.{0,10}需求
revenue-share: share of (?:its )?(?:revenue|sales)|revenue share ## 营收占比|收入占比|占.{0,8}(?:营收|收入)
share: share|fraction ## 占比|比例
revenue: revenues?|sales|turnover ## 营收|收入|销售额|营业额
market-size: market (?:size|worth|value)|size of .{0,40}market|worth|big is .{0,60}market|market ## 市场规模|市场.{0,6}多大|规模
cagr: cagr|compound|annual growth ## 复合
growth-rate: grow(?:s|th|n|ing)?(?: rate)?|increase|rise|rose ## 增长|成长|增速|增幅|同比
relative-change: reduc\w+|improv\w+|cut|save[sd]?|drop|better|faster than|lower ## 降低|提升|减少|改善|下降|提高|缩小
capacity-growth: capacity growth ## 产能增长|产能增速
capacity-change: capacity .{0,20}(?:change|double|doubl\w+|expan\w+|triple) ## 扩产.{0,8}(?:倍|多少)|产能.{0,8}(?:翻|倍)
added-capacity: add(?:s|ed|itional)? .{0,12}capacity|new capacity ## 新增产能|增加.{0,8}产能
power: power|watts?|tdp|consum\w+ ## 功耗|功率|瓦|耗电
transistor-count: transistors? ## 晶体管|电晶体
interposer-area: interposer (?:size|area)|(?:larger|bigger|largest|smaller) interposers?|reticles?|reticle size|area|how (?:big|large) .{0,30}interposer ## 中介层.{0,8}(?:面积|多大|尺寸)|光罩|掩模|面积
package-area: package (?:size|area)|body size ## 封装(?:尺寸|面积)
die-area: die (?:size|area)|pieces? of silicon ## 裸片面积|芯片面积|裸晶面积
compute-die-count: (?:compute|gpu|logic)? ?dies|how many dies ## 几颗裸|裸片|几个?(?:计算|逻辑|GPU)(?:芯片|裸片|die)|多少(?:颗|个)?(?:计算|裸)
chiplet-count: chiplets?|tiles? ## (?:几|多少)(?:颗|个)?(?:芯粒|小芯片|chiplet)
pitch: pitch|bump pitch|spacing ## 间距|节距|凸点间距|凸块间距
line-and-space: line and space|l/s|line/space|line width|finest lines? ## 线宽|线距
rdl-layer-count: rdl layers?|redistribution layers? ## RDL.{0,4}层|重布线层
thickness: thick(?:ness)?|how thin ## 厚度|多厚|薄
floor-area: floor area|floor space|cleanroom|square (?:feet|meters|metres|foot) ## 建筑面积|洁净室|楼板面积|厂房面积
site-area: site area|acres?|hectares?|land ## 占地|公顷|土地
yield: yields? ## 良率|良品率
lead-time: lead time|how long .{0,20}(?:wait|deliver)|delivery time|wait ## 交期|交货期|交付周期|排队
utilization: utili[sz]ation|how full|loading ## 稼动率|利用率|满载
gross-margin: gross margin|margins? ## 毛利率?
net-profit: profit|net income ## 净利润?|利润
valuation: valuation|valued|market cap ## 估值|市值
fundraising: rais(?:e|es|ed|ing)|ipo|funding round ## 融资|募资|募集|IPO
programme-budget: budget|programme|program|fund size ## 预算|总额|基金规模
shipments: ship(?:s|ped|ments?)?|units shipped ## 出货量|出货
orders: orders?|ordered ## 订单量|订单数|订购
order-value: order value|backlog|value of orders? ## 订单金额|订单额|在手订单|订单
units-bought: units? bought|b(?:uy|ought|uys)|machines|tools ## 买了?(?:几|多少)|采购(?:几|多少)|台
production-volume: production volume|produc(?:es?|ed|tion)|units ## 产量|生产多少
demand-volume: demand|needs?|consum\w+ ## 需求量|需求|需要多少
supply-gap: gap|shortfall|shortage ## 缺口|供需缺口
sold-out-share: sold out ## 售罄|卖光|订满
demand-met: meet|demand met|satisf\w+ ## 满足
price-change: price (?:change|increase|hike|rise|cut)|prices? (?:rise|rose|go|went|up) ## 涨价|涨幅|降价|涨了?多少|价格涨
rank: rank(?:s|ed|ing)?|position|place ## 排名|第几(?!代)
site-count: how many (?:plants|sites|fabs|facilities|lines) ## (?:几|多少)(?:座|个|家)?(?:工?厂|基地|产线)
customer-count: how many customers ## (?:几|多少)(?:个|家)?客户
supplier-count: how many suppliers ## (?:几|多少)(?:个|家)?供应商
member-count: how many members ## (?:几|多少)(?:个|家)?(?:成员|会员)
core-count: cores? ## 核心|几核|多少核
energy-per-bit: energy per bit|picojoules?|pj/bit ## 每比特|能耗
bandwidth-density: bandwidth density|shoreline ## 带宽密度
connection-density: connection density|interconnect density ## 互连密度|连接密度
packages-per-panel: per panel ## 每(?:片|块)面板
installed-base: installed base|machines installed ## 装机量|保有量
part-count: how many (?:chips|gpus|cpus|parts|modules) ## (?:几|多少)(?:颗|个|块|张)(?:芯片|GPU|CPU|卡|处理器)?
diameter: diameter ## 直径|孔径
height: height ## 高度
width: width|wide ## 宽
length: length|long ## 长度|边长
reach: how far|reach ## 距离|多远
inventory: inventory|stockpiles? ## 库存
tariff-rate: tariffs?|dut(?:y|ies) ## 关税
insertion-loss: insertion loss ## 插损
phase-count: phases ## 几期
""")

MILESTONES = _table(r"""
mass-production: mass[- ]produc\w*|volume[- ]produc\w*|high-volume|hvm|in(?:to)? production|start(?:s|ed)? production|begin(?:s)? production|production start|ramp(?:s|ed|ing)?(?: up)?|produc(?:e|es|ing|tion) ## 量产|投产|大规模生产|批量生产|开始生产
equipment-install: tools? (?:move|install)\w*|move-?in|equipment (?:move|install)\w*|install(?:s|ed|ing)? ## 进机|装机|设备进|移机|设备搬入
groundbreaking: br(?:eak|eaks|oke|oken|eaking) ground|groundbreaking|construction (?:start|begin|began)\w*|start(?:s|ed)? (?:construction|building)|begin(?:s)? (?:construction|building) ## 开工|动工|奠基|破土
completed: complet(?:e|es|ed|ion)|finish(?:es|ed)?|topped out ## 完工|竣工|建成|完成
opened: open(?:s|ed|ing)?|inaugurat\w+|start(?:s|ed)? operat\w+|come(?:s)? online|go(?:es)? live ## 启用|开业|落成|开幕|投用|开张|启动运营
pilot: pilot(?: line| run| production)?|trial (?:run|production) ## 试产|中试|试点|小量产|试验线
sampled: sampl(?:e|es|ed|ing) ## 送样|样品|出样|送测|样片
shipped: ship(?:s|ped|ping|ments?)?|deliver(?:s|ed|y|ies)?|hit the market|on sale ## 出货|交付|发货|上市|开卖
discontinued: discontinu\w+|end of life|retir(?:e|es|ed) ## 停止生产|停售|退役
announced: announc(?:e|es|ed|ement|ing)|unveil(?:s|ed|ing)?|reveal(?:s|ed)?|disclos\w+|present(?:s|ed)? ## 公布|宣布|揭晓|亮相|官宣|发表|发布
introduced: introduc(?:e|es|ed|tion|ing)|launch(?:es|ed|ing)?|debut(?:s|ed)?|come(?:s)? out|came out|bring out|arriv(?:e|es|ed) ## 推出|发布|问世|上市|面世|首次|引入
released: releas(?:e|es|ed|ing)|publish(?:es|ed)?|finali[sz]ed|ratified ## 发布|颁布|正式发布|出台
founded: found(?:ed|ing)|establish(?:ed|ment)?|set up|start(?:ed)?(?: up)?|formed ## 成立|创立|创办|设立|组建
in-force: in(?:to)? force|take(?:s)? effect|took effect|effective ## 生效|实施|施行
expected: expected|due|planned for ## 预期
proposed: propos(?:e|es|ed|al) ## 提出|提议|草案
demonstrated: demonstrat\w+|show(?:s|ed|n)? ## 展示|演示|验证
ready: ready|readiness|qualified|available ## 就绪|准备好|可用|通过认证
""")

ROLES = _table(r"""
osat: osats?|packaging houses?|assembly houses?|outsourced assembly ## 封测厂?|封装厂|封测企业|封测公司
foundry: foundr(?:y|ies) ## 代工厂|晶圆代工|晶圆厂商
memory-maker: memory (?:makers?|vendors?|suppliers?|companies|manufacturers?)|dram makers? ## 存储厂|内存厂|记忆体厂|存储器厂|内存原厂|存储原厂|存储芯片厂
substrate-maker: substrate (?:makers?|suppliers?|vendors?|manufacturers?|companies) ## 载板厂|基板厂|载板企业
equipment-maker: equipment (?:makers?|suppliers?|vendors?|companies)|tool ?(?:makers?|vendors?|suppliers?) ## 设备厂|设备商|设备公司|设备企业
material-supplier: materials? (?:makers?|suppliers?|vendors?|companies) ## 材料厂|材料商|材料公司|材料企业
fabless-designer: fabless(?: (?:chip )?(?:designers?|companies|firms))?|chip designers?|design houses? ## 设计公司|芯片设计商|无晶圆厂?|芯片设计企业
idm: idms?|integrated device manufacturers? ## IDM厂?
hyperscaler: hyperscalers?|cloud (?:providers?|companies|giants?) ## 云厂商?|云服务商|云计算公司|超大规模
test-house: test houses? ## 测试厂
display-maker: display makers?|panel makers? ## 面板厂
pcb-maker: pcb makers? ## PCB厂
ai-lab: ai labs? ## AI实验室
electronics-manufacturer: ems|electronics manufacturers?|server makers? ## 代工组装厂|电子制造商|服务器厂
""")

CLASSES = _table(r"""
Facility: plants?|fabs?|sites?|factor(?:y|ies)|campus(?:es)?|facilit(?:y|ies)|buildings? ## 工厂|厂区|园区|基地|产线|(?<=[哪几些个座家的])厂|厂(?=在|做|能|有|可|$)
Chip: chips?|gpus?|processors?|accelerators?|asics? ## 芯片|处理器|加速器|加速卡|型号|哪几款|哪些款
MemoryGeneration: hbm generation|generations?|memory ## 第几代|哪一?代|内存|存储器
Company: compan(?:y|ies)|firms?|makers?|suppliers?|vendors?|players?|customers? ## 公司|企业|厂商|厂家|供应商|客户|哪家|谁
Technology: technolog(?:y|ies)|techniques?|approach(?:es)? ## 技术|工艺|方案
Material: materials? ## 材料
System: systems?|racks?|servers? ## 系统|机柜|服务器|机架
Standard: standards?|specifications? ## 标准|规范
Policy: polic(?:y|ies)|rules?|laws?|regulations?|acts? ## 政策|法案|法规|规定|规则
Organization: organi[sz]ations?|consorti(?:a|um)|bodies|alliances? ## 组织|联盟|协会|机构
Offering: platforms?|offerings? ## 平台
ProcessNode: process nodes?|nodes? ## 制程|工艺节点|节点
EquipmentType: equipment types?|machines?|tools? ## 设备
""")

KINDS = {
    "Company": (), "Facility": (), "MemoryGeneration": ("MemoryGeneration",),
    "Chip": ("Chip", "ChipFamily", "Product", "Die"), "Technology": ("Technology", "Offering", "ProcessStep"),
    "Policy": ("Policy", "Event"), "Material": ("Material", "ComponentType", "Product"),
}  # fmt: skip
"""Classes whose things are meant by a word for a class, where there are several; who and where are asked otherwise."""

ANY_CHIP = frozenset(["ai-chip", "ai-accelerator", "ai-asic", "ai-gpu", "gpu"])
"""Families so wide that asking which of them is asking which chips."""

ADJECTIVES = _table(r"""
taiwan: taiwan(?:ese|'s)? ## 台湾|台系|台厂
japan: japan(?:ese|'s)? ## 日本|日系|日企|日厂
south-korea: (?:south )?korea(?:n|ns|'s)? ## 韩国|韩系|韩企|韩厂
china: chin(?:a|ese|a's)|mainland ## 中国(?!台)|大陆|国产|中企|陆厂|内地|本土|国内
united-states: american?|u\.?s\.?a?(?='s|\b)(?<![a-z])|united states|us-based ## 美国|美系|美企
germany: german(?:y|'s)? ## 德国
netherlands: dutch|netherlands|holland ## 荷兰
malaysia: malaysian? ## 马来西亚|大马
singapore: singapor(?:e|ean|e's) ## 新加坡
vietnam: vietnam(?:ese)? ## 越南
austria: austrian? ## 奥地利
israel: israeli? ## 以色列
india: indian? ## 印度
italy: ital(?:y|ian) ## 意大利
philippines: philippines?|filipino ## 菲律宾
portugal: portug(?:al|uese) ## 葡萄牙
thailand: thai(?:land)? ## 泰国
united-kingdom: british|u\.?k\.?|united kingdom|england ## 英国
""")
"""Countries as adjectives and by their names: in a question they mostly narrow the answer."""

PLACES = dict(
    pair.split("=")
    for pair in [
        "南京=nanjing",
        "台南=tainan",
        "高雄=kaohsiung",
        "台中=taichung",
        "嘉义=chiayi",
        "新竹=hsinchu",
        "龙潭=longtan",
        "竹南=zhunan",
        "苗栗=miaoli",
        "桃园=taoyuan",
        "中坜=zhongli",
        "潭子=tanzi",
        "云林=yunlin",
        "彰化=changhua",
        "二林=erlin",
        "槟城=penang",
        "仁川=incheon",
        "松岛=songdo",
        "光州=gwangju",
        "平泽=pyeongtaek",
        "天安=cheonan",
        "利川=icheon",
        "清州=cheongju",
        "龙仁=yongin",
        "江阴=jiangyin",
        "无锡=wuxi",
        "上海=shanghai",
        "苏州=suzhou",
        "合肥=hefei",
        "西安=xi'an",
        "成都=chengdu",
        "武汉=wuhan",
        "厦门=xiamen",
        "绍兴=shaoxing",
        "宿迁=suqian",
        "滁州=chuzhou",
        "南通=nantong",
        "天水=tianshui",
        "昆山=kunshan",
        "重庆=chongqing",
        "北京=beijing",
        "深圳=shenzhen",
        "广州=guangzhou",
        "珠海=zhuhai",
        "青岛=qingdao",
        "广岛=hiroshima",
        "熊本=kumamoto",
        "千岁=chitose",
        "北海道=hokkaido",
        "大阪=osaka",
        "东京=tokyo",
        "亚利桑那=arizona",
        "印第安纳=indiana",
        "亚利桑=arizona",
        "印第安=indiana",
        "新墨西哥=mexico",
        "俄勒冈=oregon",
        "德州=texas",
        "爱达荷=idaho",
        "纽约=york",
        "佐治亚=georgia",
        "北宁=ninh",
        "居林=kulim",
        "里约兰珠=rancho",
        "波尔图=porto",
        "海防=haiphong",
        "马尼拉=manila",
    ]
)
"""Places as Chinese writes them, and as the labels and definitions of plants do."""


def places(text: str) -> tuple[str, ...]:
    """Give the forms in which a place can stand in the text about a plant, in lower case."""
    return tuple(dict.fromkeys((text.lower(), PLACES.get(text.rstrip("省市县州厂"), PLACES.get(text, text)).lower())))


FILLERS = Pattern(
    r"(?:which|what|who|whose|whom|when|where|why|how|does|did|do|is|are|was|were|be|been|being|has|have|had|can|could|"
    r"would|should|will|may|might|must|shall|the|a|an|of|in|on|at|to|for|from|by|with|and|or|as|that|this|these|those|it|"
    r"its|their|they|them|he|she|we|us|you|i|me|my|our|your|there|here|any|some|all|every|each|both|either|one|ones|"
    r"name|list|show|tell|give|find|please|know|about|into|onto|over|under|between|among|than|then|still|also|else|"
    r"yet|just|only|even|ever|never|not|no|isn't|aren't|doesn't|don't|but|if|so|such|same|other|another|more|most|less|"
    r"least|kind|kinds|type|types|sort|exactly|really|say|says|said|people|currently|currently|currently|using|way|"
    r"get|gets|got|put|go|goes|come|comes|make|makes|take|takes|today|now|already|currently|end|start|year|month|"
    r"quarter|half|late|early|mid|before|after|since|until|till|around|up|out|off|down|per|via|vs|versus|too|very|"
    r"explain|describe|introduce|apart|besides|except|advanced|stop|stops|item|s|t|re|ve|d|ll|m)",
    re.IGNORECASE,
)
"""Words that say nothing by themselves; they are not told as ignored."""
