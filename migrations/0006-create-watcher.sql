-- Those who come without a word: who wants to see how our contacts stand, and conversations in which nothing was asked for.

CREATE TABLE watcher (
  network text NOT NULL,
  contact text NOT NULL,
  address text NOT NULL,
  since timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT watcher_pkey PRIMARY KEY (network, contact, address)
);

-- Such a conversation counts as nobody's earlier one.
ALTER TABLE conversation ADD COLUMN wordless boolean NOT NULL DEFAULT false;
