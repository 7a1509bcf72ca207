"""Traditional and simplified Chinese as one: the characters of the names and of questions about them."""

from __future__ import annotations

from itertools import islice, product

__all__ = ["simplified", "traditional"]

_TRADITIONAL = (
    "講話們見誤許識議評譯讀貴賺贏趕躍農違遠遺鄰醫釋鋼錯鐵門閉閱隊雙難項須領驚齊優償兩冊劇勝勢勵"
    "匯卻厭嘗圍執墊壞壯夠奪奮婦嚴審屆島師幣廣彈恆悶懸戲擊擁擋擇擬擾攔斂書棄榮樂樓歲殘毀沖況淺渦"
    "滾漲潛濃燈牽獎獲瑣畢監確禮穩窮範簡糾純紛細緒編縱繼續罷聽肅脅舊艱藍虧蟲觀觸訴診詞誕談諸謝譽"
    "財責貸賞賠趨跡軍輩辭鄉鈔鈷錄鎮鑑閒闊闢陳陸隱雖雜雞韌頁順頓願顧飯飲養館駐騙魚鮮鳥鹽麥黃齡傾"
    "債傷僅儀劉勁勸嗆噴墜夾尋岡峽廢強慣慮慶憂懷挾捨掃掛揚搖搶撐撥擺攝敗敘敵晝棟槍樞檔欄歡濟煉煙"
    "爺畝當療碼磚筆籌糧紙紹絕綜縣織繪習腦臉舉艦衛視親覺討託訪詳語課"
    "為産崙製昇檯迴佈乾併崑係繫裡萬與專業東絲個豐臨爲麗麼義喬買爭於雲亞產億從侖價衆夥會偉傳體儲蘭關興內寫"
    "決淨準減湊幾劃則創別劑辦務動勞區華協單賣佔廠壓參發變疊臺號後嗎啟員諮響團園國圖圓場塊壢壟牆聲處備復頭"
    "奧學寧實寬賓對導將爾盡層屬帶幹並庫應開異張徑憶態總戰戶擴拋報擔損換據攜數鬥斷無時顯晉暫術機權條來極構"
    "櫃柵標棧樣橋檢歐氣漢溝沒漿測潤灣溼濺滿瀨靈爐點燒熱愛狀獨環現電畫蓋盤礎碩離種積稱稅競築簽類緊紅纖約級"
    "紀綱納紋紡線練組終經結給絡統績維纜緩緣縮網羅羣翹職聯膠腳騰藝節蘇蘋營薩蝕補裝規計訂認讓訓訊記論設證試"
    "誠詢該說請諾誰調謀貝貨質購貫貼費資賴賽車軌轉輪軟輕載較輔輝輯輸邊達過邁運還這進連遲適選遜邏採裏針鑽鉛"
    "銅鋁銦銀鏈錫鑼鍵鍍長閃問間閘聞陽陣階際險隨靜韓頂頎預頸頻穎顆題額風飛馬驅駛駕驗鴻龍"
)
_SIMPLIFIED = (
    "讲话们见误许识议评译读贵赚赢赶跃农违远遗邻医释钢错铁门闭阅队双难项须领惊齐优偿两册剧胜势励"
    "汇却厌尝围执垫坏壮够夺奋妇严审届岛师币广弹恒闷悬戏击拥挡择拟扰拦敛书弃荣乐楼岁残毁冲况浅涡"
    "滚涨潜浓灯牵奖获琐毕监确礼稳穷范简纠纯纷细绪编纵继续罢听肃胁旧艰蓝亏虫观触诉诊词诞谈诸谢誉"
    "财责贷赏赔趋迹军辈辞乡钞钴录镇鉴闲阔辟陈陆隐虽杂鸡韧页顺顿愿顾饭饮养馆驻骗鱼鲜鸟盐麦黄龄倾"
    "债伤仅仪刘劲劝呛喷坠夹寻冈峡废强惯虑庆忧怀挟舍扫挂扬摇抢撑拨摆摄败叙敌昼栋枪枢档栏欢济炼烟"
    "爷亩当疗码砖笔筹粮纸绍绝综县织绘习脑脸举舰卫视亲觉讨托访详语课"
    "为产仑制升台回布干并昆系系里万与专业东丝个丰临为丽么义乔买争于云亚产亿从仑价众伙会伟传体储兰关兴内写"
    "决净准减凑几划则创别剂办务动劳区华协单卖占厂压参发变叠台号后吗启员咨响团园国图圆场块坜垄墙声处备复头"
    "奥学宁实宽宾对导将尔尽层属带干并库应开异张径忆态总战户扩抛报担损换据携数斗断无时显晋暂术机权条来极构"
    "柜栅标栈样桥检欧气汉沟没浆测润湾湿溅满濑灵炉点烧热爱状独环现电画盖盘础硕离种积称税竞筑签类紧红纤约级"
    "纪纲纳纹纺线练组终经结给络统绩维缆缓缘缩网罗群翘职联胶脚腾艺节苏苹营萨蚀补装规计订认让训讯记论设证试"
    "诚询该说请诺谁调谋贝货质购贯贴费资赖赛车轨转轮软轻载较辅辉辑输边达过迈运还这进连迟适选逊逻采里针钻铅"
    "铜铝铟银链锡锣键镀长闪问间闸闻阳阵阶际险随静韩顶颀预颈频颖颗题额风飞马驱驶驾验鸿龙"
)
"""One character under the other. Both lists cover what the names of the graph and questions need, no more: a library
that knows all characters is a hundred times larger than the names, and takes longer to load than a question to answer."""

_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_KEPT = "制升回布昆系"
"""Simplified characters that are the usual ones in traditional texts too; the traditional ones beside them are rarer."""
_MOST = 4


def simplified(text: str) -> str:
    """Write a text in simplified characters, one for each; what has no such form stays as it is."""
    return text.translate(_TO_SIMPLIFIED)


def traditional(text: str) -> list[str]:
    """Write a text in traditional characters, in the few ways there are where one character stands for several."""
    return ["".join(way) for way in islice(product(*(_FORMS.get(c, c) for c in text)), _MOST)]


_FORMS = dict(zip(_SIMPLIFIED, _TRADITIONAL, strict=True))  # the usual form stands last in the lists, so it wins
_FORMS |= {c: c for c in _KEPT} | {"台": "台臺", "里": "裡裏里", "后": "後后", "于": "於于", "群": "群羣"}
