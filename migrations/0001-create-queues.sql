-- What waits: events received, effects not yet carried out, moments to come back; and who owns which of them.
-- Bodies are JSON kept as text: jsonb refuses the NUL characters and lone surrogates that strangers send.

CREATE TABLE lease (
  name text NOT NULL,
  holder text,
  epoch bigint NOT NULL DEFAULT 0,
  expires_at timestamptz NOT NULL DEFAULT '-infinity',
  CONSTRAINT lease_pkey PRIMARY KEY (name)
);

-- The row lock makes a change of owner wait until the transaction has ended; renewing does not conflict with it.
CREATE FUNCTION require_lease(wanted_name text, wanted_epoch bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM lease WHERE name = wanted_name AND epoch = wanted_epoch FOR KEY SHARE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lease % is no longer held with epoch %', wanted_name, wanted_epoch USING ERRCODE = 'SB001';
  END IF;
END
$$;

-- Gives the new epoch, or nothing while somebody else holds it or one of their transactions is still open.
CREATE FUNCTION take_lease(wanted_name text, new_holder text, ttl interval) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  new_epoch bigint;
BEGIN
  INSERT INTO lease (name) VALUES (wanted_name) ON CONFLICT DO NOTHING;
  PERFORM FROM lease
  WHERE name = wanted_name AND (holder IS NULL OR holder = new_holder OR expires_at <= clock_timestamp())
  FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  UPDATE lease SET holder = new_holder, epoch = epoch + 1, expires_at = clock_timestamp() + ttl
  WHERE name = wanted_name RETURNING epoch INTO new_epoch;
  RETURN new_epoch;
END
$$;

-- For statements that must have touched a known number of rows.
CREATE FUNCTION require_rows(touched bigint, wanted bigint, what text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  IF touched <> wanted THEN
    RAISE EXCEPTION '% changed meanwhile: % of % rows', what, touched, wanted USING ERRCODE = 'SB002';
  END IF;
END
$$;

-- Keys of what came in and of what went out, by which a repeat is recognised after the row itself is gone.
CREATE TABLE seen (
  key text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT seen_pkey PRIMARY KEY (key)
);
CREATE INDEX seen_at ON seen USING brin (at);

CREATE TABLE inbox (
  id bigint GENERATED ALWAYS AS IDENTITY,
  lease text NOT NULL,
  subject text NOT NULL,
  kind text NOT NULL,
  body text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  not_before timestamptz,
  parked_at timestamptz,
  error text,
  CONSTRAINT inbox_pkey PRIMARY KEY (id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX inbox_next ON inbox (lease, id) WHERE parked_at IS NULL;
CREATE INDEX inbox_deferred ON inbox (lease, subject) WHERE parked_at IS NULL AND not_before IS NOT NULL;

CREATE TABLE quarantine (
  id bigint GENERATED ALWAYS AS IDENTITY,
  source text NOT NULL,
  body text NOT NULL,
  error text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT quarantine_pkey PRIMARY KEY (id)
);

CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY,
  key text NOT NULL,
  lease text NOT NULL,
  side text NOT NULL,
  lane text NOT NULL,
  priority smallint NOT NULL,
  conversation_id bigint,
  kind text NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 0,
  started_at timestamptz,
  error text,
  CONSTRAINT outbox_pkey PRIMARY KEY (id),
  CONSTRAINT outbox_key UNIQUE (key),
  CONSTRAINT outbox_side_known CHECK (side IN ('matrix', 'network'))
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX outbox_next ON outbox (lease, side, priority, id);

-- Only lanes that are stopped have a row here.
CREATE TABLE outbox_lane (
  lease text NOT NULL,
  side text NOT NULL,
  lane text NOT NULL,
  held_reason text,
  not_before timestamptz,
  CONSTRAINT outbox_lane_pkey PRIMARY KEY (lease, side, lane)
);

CREATE TABLE timer (
  conversation_id bigint NOT NULL,
  kind text NOT NULL,
  subject text NOT NULL DEFAULT '',
  lease text NOT NULL,
  due_at timestamptz NOT NULL,
  CONSTRAINT timer_pkey PRIMARY KEY (conversation_id, kind, subject)
);
CREATE INDEX timer_due ON timer (lease, due_at);

CREATE TABLE setting (
  key text NOT NULL,
  value text NOT NULL,
  CONSTRAINT setting_pkey PRIMARY KEY (key)
);

CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  who text NOT NULL,
  room text,
  command text NOT NULL,
  outcome text NOT NULL,
  CONSTRAINT audit_pkey PRIMARY KEY (id)
);
