"""
Texts that use all that files can say, for the tests that damage them.
"""

from __future__ import annotations

SCENARIO = """\
name = "rich"
title = "A withdrawal with everything in it"
start = 2030-01-01
horizon = "2030-12"
known_until = 2030-11-30
approximate_days = 10
uncertain_days = 5
note = \"\"\"
Two lines,
and a "quoted" word.\"\"\"

[parties.office]
name = "Mission office"
kind = "mission"
members = ["army", "paper"]

[parties.army]
leader = "office"

[parties]
paper = { name = 'The Paper', kind = "outlet" }

[lifecycles.camp]
states = ["held", "closing", 'handed_over']
initial = "held"
transitions = [
  { trigger = "begin", from = "held", to = "closing" },
  { trigger = "hand_over", from = ["held", "closing"], to = "handed_over", note = "both" },
]

[lifecycles.mission]
states = ["deployed", "leaving", "ended"]
initial = "deployed"
transitions = [
  { from = "deployed", to = "leaving", when = { of = [{ tag = "north", in = "handed_over" }], at_least = 1 } },
  { trigger = "end", from = "leaving", to = "ended", when = { all = [
    { lifecycle = "camp", in = ["handed_over"] },
    { not = { any = [{ site = "hill", in = "held" }, { entity = "south", in = "held" }] } },
  ] } },
]

[entities.north]
kind = "base"
lifecycle = "camp"
name = "North camp"
site = "hill"
holder = "office"
tags = ["north", "large"]
coordinates = { latitude = 10.5, longitude = -3, source = "a map" }
attributes = { built = 2014, gates = [1, 2], open = true }

[entities.south]
kind = "base"
lifecycle = "camp"
initial = "closing"

[entities.mission]
kind = "mission"
lifecycle = "mission"
parties = "office"

[[events]]
id = "agreement"
date = "2030-01-05~"
text = "They agree."
about = ["mission"]
measures = [{ name = "personnel", entity = "mission", low = 400, high = 450.5 }]

[[events]]
entity = "north"
trigger = "begin"
date = 2030-03-01
claims = [
  { by = "army", outlet = "paper", published = "2030-03-02", link = "https://example.org/1" },
  { by = "office", stance = "disputes", date = "2030-02", verified = false, values = { flags = 2 }, note = "no" },
]

[[events]]
id = "both"
fires = ["north.hand_over", { entity = "south", trigger = "hand_over", when_enabled = true }]
date = "[2030-04-10..2030-05]"
after = [
  { event = "north.begin", kind = "floor", lag = 30, note = "as agreed" },
  { event = "agreement", kind = "carry" },
]
tags = "handover"
claims = [{ by = "army", of = "south.hand_over", stance = "confirms" }]

[[events]]
entity = "mission"
trigger = "end"
date = "2030-06-01/2030-08-31"
when_enabled = true
attributes = { ceremony = "none" }

[deadlines.out]
name = "Out in time"
when = { entity = "mission", in = "ended" }
due = "+6m"
set_by = "agreement"
only_if = { entity = "mission", measure = "personnel", at_most = 500 }
revisions = [{ by = "both", due = "2030-09" }, { by = "mission.end" }]
claims = [{ by = "office", date = 2030-07-05 }]
"""
ROWS = """\
id,entity,trigger,fires,date,when_enabled,text,about,tags,note,by,outlet,published,link,stance,claim_date,of,claim_note,verified
,north,begin,,2030-03-01,,,,large,"first, of all",army,paper,2030-03-02,https://example.org/1,,,,,
both,,,north.hand_over;south.hand_over,2030-05,,,,,,office,,,,confirms,,south.hand_over,,
both,,,,,,,,,,army,paper,2030-05-20,,disputes,2030-05-09,,"not so
fast",false
word,,,,2030-06~,,They say,north;mission,,,office,,,,,,,,
,mission,end,,2030-08,true,,,,,,,,,,,,,
"""
WHAT_IFS = """\
scenario = "iraq"

[what_if.late]
title = "Late"
note = "A note"
edits = [
  { delay = "north.begin", by = "90d" },
  { advance = { tag = "large", since = "2030-02", until = 2030-12-01 }, by = 3 },
  { drop = "both", bridge = true },
]

[what_if.other]

[[what_if.other.edits]]
move = "mission.end"
to = "2030-09-01/2030-09-30"

[[what_if.other.edits]]
swap = "north.begin"
with = "both"

[[what_if.other.edits]]
insert = { entity = "south", trigger = "begin", date = 2030-02-01, after = [{ event = "agreement", kind = "carry" }] }

[[what_if.other.edits]]
replace = "mission.end"
with = { id = "stays", text = "It stays.", date = "2030-08" }

[[what_if.other.edits]]
according = "army"

[[what_if.other.edits]]
redate = "both"
to = "2030-04~"

[[what_if.other.edits]]
revise = "out"
due = "+9m"

[[what_if.other.edits]]
initial = "north"
state = "closing"

[[what_if.other.edits]]
rewire = "camp"
trigger = "hand_over"
to = "held"
"""
