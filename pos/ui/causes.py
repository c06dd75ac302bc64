"""The words for why something failed, where one error has several causes with different cures.

An error carries its cause as a code (fact `cause`, or `reason` where it is one of these); what a library or
the system said about it goes to the log and is never shown. Other facts may stand in the words.
"""

from __future__ import annotations

from typing import Final

CAUSES: Final[dict[str, str]] = {
    # The operating system, about a file or a folder.
    "os.not_there": "找不到这个位置；请核对，U 盘和移动硬盘请插好。",
    "os.not_allowed": "没有权限；请换一个文件夹，或请技术支持检查权限。",
    "os.read_only": "这个磁盘只能读；请换一个位置，或取消写保护。",
    "os.disk_full": "磁盘满了；请清理出空间再试。",
    "os.is_a_folder": "这是一个文件夹；请写明里面的文件名。",
    "os.exists": "已有同名文件；请换一个名字。",
    "os.in_use": "文件正被别的程序打开；请先关掉再试。",
    "os.name_too_long": "文件名太长；请改短一点。",
    "os.device_failed": "磁盘或 U 盘读写出错；请换一个再试。",
    "os.other": "请检查磁盘和文件夹，再试一次。",
    # The settings file.
    "settings.not_there": "没有这个文件；请在命令里用 --config 写明设置文件在哪里。",
    "settings.not_utf8": "这一行有不是 UTF-8 编码的字。请用记事本打开，「另存为」时编码选 UTF-8，再启动。",
    "settings.backslash": "双引号里的反斜杠要改：路径请用正斜杠 / ，或把双引号换成单引号。",
    "settings.twice": "同一项或同一小节写了两次；请只留一处。",
    "settings.quotes": "引号或括号没有成对；请补上，都用英文的。",
    "settings.equals": "名称后面要有英文等号 =，例如 columns = 48。",
    "settings.value": '等号后面的内容看不懂；文字要加英文双引号，例如 name = "第一店"。',
    "settings.form": '这一行的写法不对；请照这样写，符号都用英文的：名称 = "文字"，小节写成 [store]。',
    "settings.section_unknown": "没有 [{section}] 这个小节；能用的有 {known}。",
    "settings.key_unknown": "[{section}] 里没有 {key} 这一项；能用的有 {known}。",
    "settings.key_missing": "[{section}] 里缺少 {key}；请补上。",
    "settings.wants_text": '{key} 要写成加双引号的文字，例如 {key} = "…"。',
    "settings.wants_number": "{key} 要写成整数，不加引号，例如 {key} = 48。",
    "settings.wants_flag": "{key} 要写成 true（是）或 false（否），不加引号。",
    "settings.till_id": "收银机号要写成 S01-1 这样：门店号、短横线、机号。",
    "settings.columns": "一行字数写 48（80 毫米纸）或 32（58 毫米纸）。",
    "settings.scanner_gap": "扫码枪两个字之间的毫秒数写 20 到 80；不写就是 35。",
    "settings.one_of": "{key} 只能写 {known}。",
    "settings.monitor_url": "平台地址要以 http:// 或 https:// 开头。",
    "settings.monitor_address": "平台地址写成 https://主机名:端口，端口是 1 到 65535 的数，后面不带别的。",
    "settings.wants_section": "{section} 要写成小节：单独一行 [{section}]（一层方括号），各项写在下面。",
    "settings.display_url": '顾客屏写 "none"、"window" 或 "serial:///dev/ttyUSB0?protocol=led8"。',
    # Addresses of devices.
    "device.encoding": "小票的编码只能是 {known}。",
    "device.columns": "一行至少要有 {columns_min} 个字符的宽度。",
    "device.port": "端口要是 1 到 65535 的数字，例如 tcp://192.168.1.50:9100。",
    "device.nothing_after": "地址后面不能再有别的内容，例如 tcp://192.168.1.50:9100。",
    "device.later": "这一版还不能用串口或 USB 打印机；请用网口打印机。",
    "device.sort": "能用的写法：tcp://地址:端口、file:///路径、screen、none。",
    "device.ip": "IP 地址是四段 0 到 255 的数字，例如 192.168.1.50。",
    "device.tcp_host": "tcp:// 后面要写打印机的 IP 地址或名称。",
    "device.tcp_form": "要写成 tcp://192.168.1.50:9100 这样。",
    "device.file_form": "要写成 file:///dev/usb/lp0 这样，三条斜杠。",
    "device.led_form": "要写成 serial:///dev/ttyUSB0?protocol=led8 这样。",
    "device.led_baud": "波特率 baud 要是数字，例如 2400。",
    # The ledger cannot be written; the codes are those of `pos.ledger.sqlite`.
    "permission": "账本文件没有写的权限。",
    "busy": "账本正被别的程序占用。",
    "read_only": "账本所在的磁盘只能读。",
    "io": "磁盘读写出错。",
    "full": "磁盘满了。",
    "cannot_open": "账本文件打不开。",
    "closed": "收银程序正在退出。",
    # Enrolment; the codes are the platform's.
    "enrolment.code_wrong": "登记码不对；请核对后再输一次。",
    "enrolment.code_used": "这个登记码已经用过。",
    "enrolment.code_expired": "这个登记码已经过期。",
    "enrolment.other_till": "这个登记码是发给另一台收银机的；请核对设置里的收银机号。",
    "another_till": "平台的回答是给另一台收银机的；请核对设置里的收银机号。",
    # Staff.
    "staff_id": "工号",
    "name": "姓名",
    "pin": "密码",
    # Files of goods.
    "damaged": "文件坏了，多半没有保存完整。",
    "outside": "只能读导入文件夹里的文件。",
    # Bills of payment channels.
    "bill.gone": "请确认文件还在，U 盘没有拔掉。",
    "bill.workbook": "这是表格软件保存的 XLSX；请用从商家平台下载的原始 CSV 或压缩包。",
    "bill.no_text_inside": "压缩包里没有 CSV 账单；请重新下载交易账单或业务明细。",
    "bill.password": "压缩包有密码；请先解压，再用里面的 CSV。",
    "bill.damaged_zip": "压缩包坏了，多半没下载完；请重新下载。",
    # A programme, or a request to price a basket. `where` is the place in the file, in its own words.
    "json.object": "{where} 要是一个对象 {{…}}",
    "json.list": "{where} 要是一个列表 […]",
    "json.text": "{where} 要是一段文字",
    "json.date": "{where} 要是 2026-11-01 这样的日期",
    "json.whole": "{where} 要是 0 到 {most} 的整数",
    "json.unknown_key": "{where} 里有不认识的项：{found}",
    "json.twice": "{where} 重复了：{found}",
    "json.one_of": "{where} 只能是 {known}，不能是 {found}",
    "json.missing": "缺少 {where}",
    "json.fen": "{where} 要是不小于 0 的整数（单位：分）",
    "json.quantity": '{where} 要写成 "0.912" 这样的文字，最多三位小数',
    "json.quantity_range": "{where} 要大于 0，最多 {most}",
    "json.amount_or_price": "{where} 要有 amount，或者 unit_price 和 quantity",
    "json.pool": "{where} 里没有这个额度：{found}",
    "json.not_json": "第 {line} 行第 {column} 列不合 JSON 的写法",
    "json.not_utf8": "第 {line} 行有不是 UTF-8 编码的字",
    "json.too_deep": "括号套得太深",
    "json.no_number": "{found} 不是数字",
    "json.too_long": "内容太长，最多 {most} 字节",
    "json.one_file": "请写一个文件名，或写 - 从标准输入读",
}
