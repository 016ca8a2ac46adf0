"""What the pages of analysis (分析) show: heat map, fulfilment, trend, ranking, tiers, comparison, of one figures layer."""
