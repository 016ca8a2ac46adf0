"""说明.txt of a package: what it is, what lies where, how to check it. For people, in their words."""

from duties.exports.report import Frame
from portal.services.package_key import fingerprint_words

LINES = """履职台账审计包

单位:{unit}及其辖区
期间:{days}
数据截至:{as_of}
按当时掌握:{known}掌握的情况
制作:{by},{at}{demo}

一、怎样核验
1. 在装有 Python 3.9 以上版本的任何电脑上(不必联网,不必安装本平台或其他软件),运行
       python3 verify.py 审计包.zip --key 公钥指纹
   退出状态 0 为核验通过,1 为不通过;不通过的,逐项列出哪个文件、哪条记录、台账哪一行哪一列不符。
2. 公钥指纹请从平台“审计包”页面或盖章的纸质报告上抄录,不要从本包中抄录;中间的空格可以不写。
       本包所署的指纹:{key}
   不写 --key 时,只能证明包内各项前后一致,不能证明它出自本平台。
3. verify.py 也请用自己另行取得的一份(平台“审计包”页面或源代码库),不要只用本包中的一份。
4. 不要解压后重新压缩再核验;核验的是原来的 ZIP 文件。

二、包内有什么
ledger/     履职台账:ledger.csv(逐行)、ledger.xlsx(逐行、汇总、办理经过)、report.pdf(印制报告)
facts/      重新计数所需的事实:单位、属性、隶属、任职、定点联系、户编号、履职记录、豁免等,格式同平台的交换文件
rules/      法规原文,考核口径的各个版本(JSON)
entries/    登记单:议题、参会、纪要、议定事项、问题清单等,各自生成了哪些履职记录
evidence/   佐证材料原件,文件名是其 SHA-256
statements/ 情况说明、豁免申请及材料
documents/  印发的公文
history/    变更日志{access},每行附登记时的校验值
manifest.json  目录:每个文件的大小、SHA-256,前后相连成链
signature.json 目录的签名(RSA)和公钥

三、范围
收入的是:台账各行的责任单位,在期间内属于本辖区的单位,以及这些行的计数所依据的事实。辖区外的单位只收入联系、走访到的,且只有名称、
属性和隶属。履职记录收入计入或可能计入台账各行的、期间内在本辖区发生的;草稿、计划不收。户只有编号,没有居民的任何其他信息。
此刻以后登记、更正、撤回的不在包内。{withheld}
"""


def readme(frame: Frame, key: str, *, access_log: bool) -> str:
    """The text, with line ends that every editor shows."""
    text = LINES.format(
        unit=frame.unit,
        days=f"{frame.first:%Y-%m-%d} 至 {frame.last:%Y-%m-%d}",
        as_of=f"{frame.as_of:%Y-%m-%d}",
        known=frame.known,
        by=frame.printed_by,
        at=f"{frame.printed_at:%Y-%m-%d %H:%M}",
        demo="\n演示数据:所列单位、人员和记录均为虚构" if frame.demo else "",
        key=fingerprint_words(key),
        access="、访问日志" if access_log else "",
        withheld="" if access_log else "\n制作人的岗位不查看访问日志,本包不含访问日志。",
    )
    return text.replace("\n", "\r\n")
