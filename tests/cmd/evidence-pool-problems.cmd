evidence pool - --label scholl --by hours
---
school;yi;vi;yi;hours
North;0,12;0.04;1;3
South;0.2;-0.04;1;
East;;n/a;1;5
West;0.3;0.02
