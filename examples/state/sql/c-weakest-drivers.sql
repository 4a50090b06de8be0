-- Which driver is the weakest: a district counts at the driver whose levels are lowest on average over what it runs.
--
-- The districts of a locale are told by nobody here and known to all, so that its cells add up to a known total. Where
-- one of them is small, the smallest other one that could change places with it is hidden too, or else all of them.
CREATE OR REPLACE TEMPORARY VIEW weakest AS
WITH means AS (
    SELECT lines.district, levels.driver,
        avg(CASE levels.level WHEN 'weak' THEN 1 WHEN 'partial' THEN 2 WHEN 'strong' THEN 3 END) AS level
    FROM lines JOIN levels ON levels.id = lines.id
    GROUP BY lines.district, levels.driver
),
lowest AS (SELECT district, min(level) AS level FROM means GROUP BY district),
named AS (
    SELECT means.district, CASE WHEN count(*) = 1 THEN min(means.driver) ELSE 'several' END AS driver
    FROM means JOIN lowest ON lowest.district = means.district AND lowest.level = means.level
    GROUP BY means.district
),
sorted AS (
    SELECT places.district, places.locale, coalesce(named.driver, 'nobody says') AS driver
    FROM places LEFT JOIN named ON named.district = places.district
),
drivers AS (
    SELECT 'competency' AS driver UNION ALL SELECT 'organization' UNION ALL SELECT 'leadership'
    UNION ALL SELECT 'several' UNION ALL SELECT 'nobody says'
),
locales AS (SELECT DISTINCT locale FROM places),
counted AS (
    SELECT locales.locale, drivers.driver, count(sorted.district) AS districts
    FROM locales CROSS JOIN drivers
    LEFT JOIN sorted ON sorted.locale = locales.locale AND sorted.driver = drivers.driver
    GROUP BY locales.locale, drivers.driver
),
small AS (
    SELECT locale, count(*) AS smalls
    FROM counted CROSS JOIN limits WHERE districts < least_districts GROUP BY locale
),
partners AS (
    SELECT locale, min(districts) AS districts
    FROM counted CROSS JOIN limits WHERE districts >= least_districts + more GROUP BY locale
),
judged AS (
    SELECT
        counted.locale, counted.driver, counted.districts,
        CASE
            WHEN counted.districts < limits.least_districts THEN true
            WHEN NOT limits.complementary OR small.smalls IS NULL THEN false
            ELSE partners.districts IS NULL OR counted.districts = partners.districts
        END AS hidden
    FROM counted
    CROSS JOIN limits
    LEFT JOIN small ON small.locale = counted.locale
    LEFT JOIN partners ON partners.locale = counted.locale
)
SELECT locale, driver, CASE WHEN NOT hidden THEN districts END AS districts, hidden FROM judged;

SELECT * FROM weakest ORDER BY locale, driver;
