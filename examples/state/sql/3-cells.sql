-- Every count that might be told, before anything is hidden.
--
-- `parent` has a total that is told; the cells of a parent add up to it. `told` is the smallest of the counts that a
-- cell tells, `students` the fewest students behind one of them, and `most` how many districts there are for the cell,
-- which everybody knows.
CREATE OR REPLACE TEMPORARY VIEW everywhere AS
SELECT locale, band, count(*) AS most FROM places GROUP BY locale, band;

CREATE OR REPLACE TEMPORARY VIEW cells AS
WITH counted AS (
    SELECT approach, locale, band, grows, count(*) AS n, sum(students) AS students
    FROM programs GROUP BY approach, locale, band, grows
),
named AS (SELECT DISTINCT approach FROM programs),
-- an approach that no district of a place runs has a cell too, of none
by_band AS (
    SELECT
        named.approach, everywhere.locale, everywhere.band, everywhere.most,
        coalesce(sum(CASE WHEN grows = 1 THEN n END), 0) AS grow,
        coalesce(sum(CASE WHEN grows = 0 THEN n END), 0) AS others,
        coalesce(sum(CASE WHEN grows = 1 THEN counted.students END), 0) AS grow_students,
        coalesce(sum(CASE WHEN grows = 0 THEN counted.students END), 0) AS other_students
    FROM named
    CROSS JOIN everywhere
    LEFT JOIN counted
        ON counted.approach = named.approach AND counted.locale = everywhere.locale AND counted.band = everywhere.band
    GROUP BY named.approach, everywhere.locale, everywhere.band, everywhere.most
),
by_locale AS (
    SELECT
        approach, locale, sum(most) AS most, sum(grow) AS grow, sum(others) AS others,
        sum(grow_students) AS grow_students, sum(other_students) AS other_students
    FROM by_band GROUP BY approach, locale
),
by_approach AS (
    SELECT
        approach, sum(most) AS most, sum(grow) AS grow, sum(others) AS others,
        sum(grow_students) AS grow_students, sum(other_students) AS other_students
    FROM by_locale GROUP BY approach
)
SELECT
    'state' AS grain, approach, '' AS locale, '' AS band, '' AS parent, most, grow, others,
    least(grow, others) AS told, least(grow_students, other_students) AS students
FROM by_approach
UNION ALL
SELECT
    'locale', approach, locale, '', approach, most, grow, others,
    least(grow, others), least(grow_students, other_students)
FROM by_locale
UNION ALL
SELECT
    'band', approach, locale, band, approach || '/' || locale, most, grow, others,
    least(grow, others), least(grow_students, other_students)
FROM by_band;
