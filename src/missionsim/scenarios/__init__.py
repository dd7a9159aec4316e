"""
The bundled scenario files.
"""
