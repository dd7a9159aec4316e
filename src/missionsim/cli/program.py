"""
The program to which each group of commands adds its own.
"""

from __future__ import annotations

from cyclopts import App, Parameter

import missionsim

app = App(
    name="missionsim",
    help="Replay a staged handover from its dated, sourced record.",
    version=f"missionsim {missionsim.__version__}",
    default_parameter=Parameter(negative=()),
    result_action="return_value",
)
app.register_install_completion_command()
