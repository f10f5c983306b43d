-- finish_draining: a stopped stream that holds nothing queued or leased any more need not be looked at again.
UPDATE messaging_messagestream s
SET draining = FALSE
WHERE s.draining
  AND NOT EXISTS (SELECT 1 FROM messaging_message m WHERE m.stream_id = s.id AND m.state = 'queued')
  AND NOT EXISTS (SELECT 1 FROM messaging_message m WHERE m.stream_id = s.id AND m.state = 'sending')
