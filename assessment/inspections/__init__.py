"""What inspection (督查) rests on: how grave a finding is, how a year's visits are spread, how its matters are declared."""
