evidence pool - --level 95
