evidence pool - --se se
---
school,yi,se,students,measure,significant
North,0.12,0.10,400,reading,no
South,25,8,380,reading,yes
East,-99,0.12,300,reading,no
West,0.2,0.01,420,reading,yes
Hill,0.3,0.05,1700,absences,no
