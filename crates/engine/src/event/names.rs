//! What events are called by programs: the `type` of their JSON.

use super::TwinEvent;

macro_rules! names {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        impl TwinEvent {
            /// The names of all events.
            pub const NAMES: &[&str] = &[$($name),+];

            /// Its name: the `type` of its JSON.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name),+
                }
            }
        }
    };
}

names! {
    Connection = "connection",
    HistoryProgress = "history_progress",
    HistoryDone = "history_done",
    HistoryRefused = "history_refused",
    ImportProgress = "import_progress",
    ImportDone = "import_done",
    ImportFailed = "import_failed",
    Message = "message",
    Edited = "edited",
    Deleted = "deleted",
    Listening = "listening",
    Heard = "heard",
    NotHeard = "not_heard",
    Speaking = "speaking",
    NotSpoken = "not_spoken",
    Ignored = "ignored",
    Waiting = "waiting",
    StandingDown = "standing_down",
    Held = "held",
    Paused = "paused",
    PolicyChanged = "policy_changed",
    Alert = "alert",
    Seen = "seen",
    Thinking = "thinking",
    ModelFailed = "model_failed",
    GivenUp = "given_up",
    Explained = "explained",
    Silent = "silent",
    Watched = "watched",
    Planned = "planned",
    Drafted = "drafted",
    Redrafted = "redrafted",
    Compared = "compared",
    TakenBack = "taken_back",
    Judged = "judged",
    AnswerPlanned = "answer_planned",
    Read = "read",
    Typing = "typing",
    Recording = "recording",
    Cancelled = "cancelled",
    Retrying = "retrying",
    Remembered = "remembered",
    MemoryChanged = "memory_changed",
    Asked = "asked",
    QuestionClosed = "question_closed",
    CutShort = "cut_short",
    Sent = "sent",
    Failed = "failed",
}

#[cfg(test)]
mod tests {
    use domain::{AccountId, PeerId, ReplyId, Timestamp};

    use super::*;
    use crate::{Connection, Stamped};

    #[test]
    fn an_event_is_called_in_its_json_as_by_its_name() {
        let at = Timestamp::from_millis(1_700_000_000_123);
        let reply = ReplyId::new(at, 1);
        for event in [
            TwinEvent::Read,
            TwinEvent::PolicyChanged,
            TwinEvent::Sent { reply },
            TwinEvent::HistoryDone { exemplars: 1 },
            TwinEvent::StandingDown { until: at },
            TwinEvent::ImportFailed { failure: "html", read: 0, new: 0 },
            TwinEvent::Connection { state: Connection::ToldToWait },
        ] {
            let name = event.name();
            assert!(TwinEvent::NAMES.contains(&name), "{name}");
            assert_eq!(serde_json::to_value(&event).unwrap()["type"], name);
        }
    }

    #[test]
    fn programs_are_told_events_in_this_shape() {
        let at = Timestamp::from_millis(1_700_000_000_123);
        let (account, reply) = (AccountId::new(at, 2), ReplyId::new(at, 1));
        let event = TwinEvent::Sent { reply };
        let stamped = Stamped { seq: 7, at, account: Some(account), chat: Some(PeerId(-5)), event };
        assert_eq!(
            serde_json::to_string(&stamped).unwrap(),
            format!(
                r#"{{"seq":7,"at":1700000000123,"account":"{account}","chat":-5,"event":{{"type":"sent","reply":"{reply}"}}}}"#
            )
        );
    }
}
