"""Words of the map, each in Chinese and in English."""

MAP_WORDS: dict[str, tuple[str, str]] = {
    "map": ("在办案件", "Open cases"),
    "map_sum": ("落点 {placed} + 无位置 {unplaced}", "placed {placed} + no position {unplaced}"),
    "schematic": ("示意图", "Schematic"),
    "loads": ("街道与网格", "Streets and grids"),
    "loads_note": ("网格只列最多的", "only the fullest grids"),
    "map_label": ("在办案件分布图", "Map of open cases"),
    "map_tools": ("地图显示", "What the map shows"),
    "map_all_classes": ("全部类别", "All classes"),
    "map_mode_cases": ("案件", "Cases"),
    "map_mode_heat": ("类别热力", "Heat by class"),
    "map_mode_grids": ("网格热力", "Heat by grid"),
    "map_mode_load": ("街道在办", "Streets by load"),
    "map_mode_share": ("街道按时率", "Streets in time"),
    "map_legend_heat": (
        "色深为同一方格内在办件数，数字为最多一格；默认点位不计",
        "Shade counts open cases in a square, the number is the most; default points left out",
    ),
    "map_legend_grids": (
        "责任网格{drawn}色深为在办件数，最多 {most} 件",
        "Responsibility grids{drawn} shaded by open cases, at most {most}",
    ),
    "map_demo_grids": ("（演示划分）", " (drawn for the demo)"),
    "map_legend_load": (
        "街道色深为在办件数，最多 {most} 件",
        "Streets shaded by open cases, at most {most}",
    ),
    "map_legend_share": (
        "亮色街道按时率低于目标 {target} %",
        "Bright streets are below the target of {target} % in time",
    ),
    "map_clusters": ("圆圈数字为聚合，仅时限内", "Rings count cases within limit"),
    "map_open": ("{count} 件", "{count} open"),
    "map_share": ("{share} %", "{share} %"),
    "map_cameras_off": (
        "摄像头离线（在线 {online} / {count}）",
        "Camera offline ({online} of {count} online)",
    ),
    "map_cameras": ("摄像头在线 {online} / {count}", "Cameras online {online} of {count}"),
    "map_storm": (
        "{name} 集中上报 {count} 件，{street}，{time} 起",
        "{name}: {count} reports from one place, {street}, since {time}",
    ),
    "map_close": ("关闭", "Close"),
    "map_gone": ("已不在办", "No longer open"),
    "map_number": ("案号", "Number"),
    "map_street": ("街道", "Street"),
    "map_department": ("承办部门", "Department"),
    "map_step": ("环节", "Step"),
    "map_light": ("时限", "Limit"),
    "map_received": ("上报时间", "Received"),
    "map_due": ("截止时间", "Due"),
    "map_rule_within": ("已用时限不到 {near} %", "Less than {near} % of the limit is used"),
    "map_rule_near": (
        "已用时限达到 {near} %，未到期",
        "{near} % of the limit or more is used, not yet due",
    ),
    "map_rule_overdue": ("已过截止时间，未办结", "Past its due time and not finished"),
    "map_rule_untimed": ("该类别没有时限", "This class has no limit"),
    "map_privacy": ("大屏不显示个人信息与门牌", "No personal data and no door number on the wall"),
}
"""Key -> Chinese, English."""
