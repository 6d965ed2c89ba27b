"""Words of the scene 区情, in Chinese and English."""

DISTRICT_WORDS: dict[str, tuple[str, str]] = {
    "scene_district": ("区情", "District"),
    # the account
    "indicators": ("区情指标", "Indicators"),
    "indicators_published": ("已发布", "Published"),
    "indicators_silent": ("尚无发布", "Not published"),
    "aim_all": ("有目标", "With a target"),
    "aim_reached": ("达到目标", "Reached"),
    "aim_ahead": ("不低于时间进度", "On schedule"),
    "aim_behind": ("低于要求", "Behind"),
    "aim_free": ("不设目标", "No target"),
    "aim_rule": ("口径：完成 = 数值 ÷ 目标", "Share: value ÷ target"),
    "aim_time": ("竖线为数据期末的时间进度，按月计", "Mark: time gone by the last day told"),
    "indicators_from": ("发布日 {first} 至 {last}", "Published {first} to {last}"),
    "indicators_old": ("其中 {count} 项距今已逾一年", "{count} of them over a year ago"),
    # against targets
    "aims": ("目标与时间进度", "Targets and time gone"),
    "aims_note": ("差距大的在前　亮色为低于要求", "worst first; bright: behind"),
    "aims_more": ("另 {count} 项在看板", "{count} more among the boards"),
    "aims_none": ("没有已发布且设有目标的指标", "no indicator with a target is published"),
    "aim_gap_behind": ("低于时间 {points} 点", "{points} points behind"),
    "aim_gap_ahead": ("高于时间 {points} 点", "{points} points ahead"),
    "aim_level_reached": ("要求 {target} {unit}，达到", "required {target} {unit}, reached"),
    "aim_level_behind": ("要求 {target} {unit}，未达到", "required {target} {unit}, not reached"),
    "aim_growth": ("同比 {growth} %", "{growth} % on last year"),
    # boards and campaigns
    "board_more": ("另 {count} 项", "{count} more"),
    "campaigns_more": ("另 {count} 项", "{count} more"),
    "campaign_tagged": ("专项案件，{window}收到", "Tagged cases, {window}"),
    "campaign_closed": ("办结", "closed"),
    "campaign_open": ("在办", "in progress"),
}
"""Key -> its words in Chinese and in English."""
