"""
The command that has shells complete what is typed.
"""

from __future__ import annotations

from cyclopts.completion.install import create_install_completion_command

from missionsim.cli.program import app

install = create_install_completion_command(app.install_completion, add_to_startup=True)
