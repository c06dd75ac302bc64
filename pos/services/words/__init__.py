"""The Chinese phrases that papers, reports and screens share. Words only, no layout."""
