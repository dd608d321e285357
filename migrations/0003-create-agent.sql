-- Agents, the seats they have given to conversations, and offers. The limits hold here whatever the program does.

CREATE TABLE agent (
  id text NOT NULL,
  name text NOT NULL,
  available boolean NOT NULL,
  capacity integer NOT NULL,
  -- Network id or type -> the most seats there.
  ceilings jsonb NOT NULL DEFAULT '{}',
  -- Both follow the seats; nobody else may change them.
  load integer NOT NULL DEFAULT 0,
  network_load jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL,
  data text NOT NULL,
  CONSTRAINT agent_pkey PRIMARY KEY (id),
  CONSTRAINT agent_capacity_not_negative CHECK (capacity >= 0),
  CONSTRAINT agent_load_not_negative CHECK (load >= 0)
) WITH (fillfactor = 70);

CREATE TABLE agent_event (
  id bigint GENERATED ALWAYS AS IDENTITY,
  agent_id text NOT NULL,
  at timestamptz NOT NULL,
  type text NOT NULL,
  body text NOT NULL,
  CONSTRAINT agent_event_pkey PRIMARY KEY (id)
);
CREATE INDEX agent_event_of ON agent_event (agent_id, id);

CREATE TABLE seat (
  conversation_id bigint NOT NULL,
  agent_id text NOT NULL,
  network text NOT NULL,
  network_type text NOT NULL,
  kind text NOT NULL,
  forced boolean NOT NULL DEFAULT false,
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT seat_pkey PRIMARY KEY (conversation_id, agent_id),
  CONSTRAINT seat_conversation
    FOREIGN KEY (conversation_id) REFERENCES conversation ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT seat_agent FOREIGN KEY (agent_id) REFERENCES agent,
  CONSTRAINT seat_kind_known CHECK (kind IN ('pending', 'active', 'held', 'wrapping'))
);
CREATE INDEX seat_of_agent ON seat (agent_id);
CREATE UNIQUE INDEX seat_one_holder ON seat (conversation_id) WHERE kind IN ('active', 'held');

-- A network whose id is also its type counts once.
CREATE FUNCTION network_keys(network text, network_type text) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN network = network_type THEN ARRAY[network] ELSE ARRAY[network, network_type] END
$$;

CREATE FUNCTION agent_has_room(agent agent, network text, network_type text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT agent.load < agent.capacity AND NOT EXISTS (
    SELECT FROM unnest(network_keys(network, network_type)) AS key
    WHERE coalesce((agent.network_load ->> key)::integer, 0) >= (agent.ceilings ->> key)::integer
  )
$$;

CREATE FUNCTION count_network_load(network_load jsonb, network text, network_type text, change integer) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
  SELECT network_load || jsonb_object_agg(key, coalesce((network_load ->> key)::integer, 0) + change)
  FROM unnest(network_keys(network, network_type)) AS key
$$;

-- Waits for others who change the same agent, then decides on what they left.
CREATE FUNCTION change_load(seat seat, change integer) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE agent
  SET load = agent.load + change,
    network_load = count_network_load(agent.network_load, seat.network, seat.network_type, change)
  WHERE agent.id = seat.agent_id AND (change < 0 OR seat.forced OR agent_has_room(agent, seat.network, seat.network_type));
  IF NOT FOUND AND EXISTS (SELECT FROM agent WHERE agent.id = seat.agent_id) THEN
    RAISE EXCEPTION 'agent % has no room for conversation %', seat.agent_id, seat.conversation_id
      USING ERRCODE = 'check_violation', TABLE = 'seat', CONSTRAINT = 'seat_within_capacity';
  END IF;
END
$$;

CREATE FUNCTION count_seat() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.kind <> 'held' THEN
    PERFORM change_load(OLD, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.kind <> 'held' THEN
    PERFORM change_load(NEW, 1);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER seat_counted AFTER INSERT OR DELETE ON seat
  FOR EACH ROW EXECUTE FUNCTION count_seat();
-- A seat that counted before and counts still must not be asked for room again: the capacity may have been lowered.
CREATE TRIGGER seat_counted_again AFTER UPDATE ON seat
  FOR EACH ROW WHEN (
    (OLD.kind = 'held') IS DISTINCT FROM (NEW.kind = 'held')
    OR (OLD.agent_id, OLD.network, OLD.network_type) IS DISTINCT FROM (NEW.agent_id, NEW.network, NEW.network_type)
  )
  EXECUTE FUNCTION count_seat();

CREATE FUNCTION keep_load() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.load := 0;
    NEW.network_load := '{}';
  ELSIF pg_trigger_depth() < 2 AND (NEW.load, NEW.network_load) IS DISTINCT FROM (OLD.load, OLD.network_load) THEN
    RAISE EXCEPTION 'the load of agent % follows their seats', OLD.id
      USING ERRCODE = 'check_violation', TABLE = 'agent', CONSTRAINT = 'agent_load_follows_seats';
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER agent_load_kept BEFORE INSERT OR UPDATE OF load, network_load ON agent
  FOR EACH ROW EXECUTE FUNCTION keep_load();

-- `slot` counts the pending offers of one conversation from 1 to the queue's offer width.
CREATE TABLE offer (
  id text NOT NULL,
  conversation_id bigint NOT NULL,
  agent_id text NOT NULL,
  slot integer NOT NULL,
  width integer NOT NULL,
  status text NOT NULL,
  offered_at timestamptz NOT NULL,
  ended_at timestamptz,
  reason text,
  CONSTRAINT offer_pkey PRIMARY KEY (id),
  CONSTRAINT offer_conversation
    FOREIGN KEY (conversation_id) REFERENCES conversation ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT offer_status_known
    CHECK (status IN ('pending', 'accepted', 'declined', 'timed-out', 'withdrawn', 'undeliverable', 'over')),
  CONSTRAINT offer_slot_within_width CHECK (slot BETWEEN 1 AND width)
);
CREATE INDEX offer_of ON offer (conversation_id, offered_at);
CREATE UNIQUE INDEX offer_one_pending_per_slot ON offer (conversation_id, slot) WHERE status = 'pending';
CREATE UNIQUE INDEX offer_one_accepted ON offer (conversation_id) WHERE status = 'accepted';
