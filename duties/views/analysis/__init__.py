"""Pages of analysis (分析): each reads its address, asks the figures layer, and gives a chart with the table behind it."""
