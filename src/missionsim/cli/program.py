"""
The program and its commands, each of which is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from cyclopts import App, Parameter

import missionsim

app = App(
    name="missionsim",
    help="Replay a staged handover from its dated, sourced record.",
    version=f"missionsim {missionsim.__version__}",
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)

COMMANDS: Mapping[str, str] = {
    "replay": "missionsim.cli.replays:replay",
    "why": "missionsim.cli.replays:why",
    "possible": "missionsim.cli.replays:possible",
    "conflicts": "missionsim.cli.replays:conflicts",
    "what-if": "missionsim.cli.what_ifs:what_if",
    "compare": "missionsim.cli.what_ifs:compare_sources",
    "slack": "missionsim.cli.asking:slack",
    "repair": "missionsim.cli.asking:repair",
    "scenarios": "missionsim.cli.files:list_scenarios",
    "show": "missionsim.cli.files:show",
    "validate": "missionsim.cli.files:validate",
    "schema": "missionsim.cli.files:schema",
}
for name, place in COMMANDS.items():
    app.command(place, name=name)
app.command("missionsim.cli.completion:install", name="--install-completion")
