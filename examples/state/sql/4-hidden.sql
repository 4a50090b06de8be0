-- Which cells are hidden.
--
-- A small cell is hidden. Beside the small cells of a parent the smallest other one is hidden that could change places
-- with any of them: it is large enough by more than the limit, it fits into each of their places and they into its.
-- Then the tables would read the same if the two changed places, so that nothing in them tells which one is small.
-- Where there is no such cell, all cells of the parent are hidden. Below a hidden cell everything is hidden.
CREATE OR REPLACE TEMPORARY VIEW weighed AS
SELECT cells.*, told < least_districts OR students < least_students AS small FROM cells CROSS JOIN limits;

CREATE OR REPLACE TEMPORARY VIEW hidden AS
WITH families AS (
    SELECT
        grain, parent,
        sum(CASE WHEN small THEN 1 ELSE 0 END) AS smalls,
        min(CASE WHEN small THEN most END) AS room,
        max(CASE WHEN small THEN grow + others END) AS biggest
    FROM weighed WHERE grain <> 'state' GROUP BY grain, parent
),
partners AS (
    SELECT weighed.grain, weighed.parent, min(weighed.grow + weighed.others) AS size
    FROM weighed
    JOIN families ON families.grain = weighed.grain AND families.parent = weighed.parent
    CROSS JOIN limits
    WHERE NOT weighed.small
        AND weighed.told >= limits.least_districts + limits.more
        AND weighed.grow + weighed.others <= families.room
        AND families.biggest <= families.room
        AND families.biggest <= weighed.most
    GROUP BY weighed.grain, weighed.parent
),
own AS (
    SELECT
        weighed.*,
        CASE
            WHEN weighed.small THEN true
            WHEN NOT limits.complementary OR coalesce(families.smalls, 0) = 0 THEN false
            WHEN partners.size IS NULL THEN true
            -- all of that size, so that no order of names tells anything
            ELSE weighed.grow + weighed.others = partners.size
                AND weighed.told >= limits.least_districts + limits.more
                AND families.biggest <= weighed.most
        END AS is_hidden
    FROM weighed
    CROSS JOIN limits
    LEFT JOIN families ON families.grain = weighed.grain AND families.parent = weighed.parent
    LEFT JOIN partners ON partners.grain = weighed.grain AND partners.parent = weighed.parent
)
SELECT
    own.grain, own.approach, own.locale, own.band, own.most, own.grow, own.others, own.small,
    own.is_hidden OR coalesce(by_approach.is_hidden, false) OR coalesce(by_locale.is_hidden, false) AS is_hidden
FROM own
LEFT JOIN own AS by_approach
    ON by_approach.grain = 'state' AND own.grain <> 'state' AND by_approach.approach = own.approach
LEFT JOIN own AS by_locale
    ON by_locale.grain = 'locale' AND own.grain = 'band'
    AND by_locale.approach = own.approach AND by_locale.locale = own.locale;
