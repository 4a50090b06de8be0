-- Who scales what: of the districts that run an approach, in how many it is to be scaled or spread.
CREATE OR REPLACE TEMPORARY VIEW who_scales AS
SELECT
    grain, approach, locale, band,
    CASE WHEN NOT is_hidden THEN grow + others END AS districts,
    CASE WHEN NOT is_hidden THEN grow END AS grow,
    is_hidden AS hidden
FROM hidden;

SELECT * FROM who_scales ORDER BY approach, locale, band;
