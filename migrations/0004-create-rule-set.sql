CREATE TABLE rule_set (
  version integer GENERATED ALWAYS AS IDENTITY,
  status text NOT NULL,
  author text NOT NULL,
  reason text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  body text NOT NULL,
  CONSTRAINT rule_set_pkey PRIMARY KEY (version),
  CONSTRAINT rule_set_status_known CHECK (status IN ('draft', 'published', 'retired'))
);
CREATE UNIQUE INDEX rule_set_one_published ON rule_set (status) WHERE status = 'published';
CREATE UNIQUE INDEX rule_set_one_draft ON rule_set (status) WHERE status = 'draft';
