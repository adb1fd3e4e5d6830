-- Canvas Data 2 as text: every column was read as text, and what does not fit is handed on as it is, so that
-- the check of the line refuses it. Nothing here passes an id through a number.

-- Canvas keeps ids of its own shard in their local form, and others in their global one.
CREATE MACRO lift(id) AS
  CASE WHEN regexp_full_match(id, '[1-9][0-9]{0,12}') THEN getvariable('shard') || lpad(id, 13, '0') ELSE id END;

CREATE MACRO lift_all(ids) AS
  list_transform(regexp_extract_all(coalesce(ids, ''), '[^\[\], "]+'), lambda id: lift(id));

-- A grader that is no person is negative: a quiz, a tool or a policy.
CREATE MACRO person(id) AS CASE WHEN regexp_full_match(id, '0|-[0-9]+') THEN NULL ELSE lift(id) END;

-- Keeps every digit: text that is a number in JSON becomes it as it stands.
CREATE MACRO number(value) AS
  CASE WHEN regexp_full_match(value, '-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?')
    THEN value::JSON ELSE to_json(value) END;

CREATE MACRO is_true(value) AS lower(value) IN ('true', 't');

CREATE MACRO truth(value) AS
  CASE WHEN is_true(value) THEN 'true'::JSON WHEN lower(value) IN ('false', 'f') THEN 'false'::JSON
    ELSE to_json(value) END;

CREATE MACRO is_instant(value) AS
  coalesce(regexp_full_match(value, '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z'), false);

-- Instants of Canvas Data 2 are in UTC, with or without saying so. What is beyond milliseconds is cut, never
-- rounded up. Most are as they are to be, and parsing one costs seven times as much as seeing that.
CREATE MACRO instant(value) AS
  CASE WHEN is_instant(value) THEN value ELSE
    coalesce(strftime(date_trunc('milliseconds', try_cast(value AS TIMESTAMPTZ)), '%Y-%m-%dT%H:%M:%S.%gZ'), value)
  END;

-- What a tab-separated file escapes. Each part ends where a backslash itself was escaped.
CREATE MACRO unescaped(value) AS
  array_to_string(list_transform(string_split(value, '\\'), lambda part:
    replace(replace(replace(replace(replace(replace(part, '\n', chr(10)), '\t', chr(9)), '\r', chr(13)),
      '\b', chr(8)), '\f', chr(12)), '\v', chr(11))), '\');
