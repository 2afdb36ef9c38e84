"""How Sphinx builds the reference site: `make docs`."""

from importlib.metadata import version as version_of

project = "City Tools: London"
author = "The engineers of citytools_analysis"
release = version = version_of("citytools_analysis")
language = "en_GB"
extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc", "reference_site.accessible"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
numpydoc_show_class_members = False
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True
add_module_names = False
html_theme = "furo"
html_title = f"City Tools {release}"
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
html_static_path = ["_static"]
templates_path: list[str] = []
exclude_patterns = ["_build"]
suppress_warnings = ["misc.highlighting_failure"]  # CSV has no colours
