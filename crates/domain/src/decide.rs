//! From a burst of messages to a decision: may the twin do anything here, and how much?

use serde::{Deserialize, Serialize};

use crate::peer::is_service;
use crate::{Author, Message, Mode, Peer, PeerKind, Timestamp};

/// What the twin does about a burst of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Nothing, and nothing is composed.
    Ignore(IgnoreReason),
    /// Compose and show, never send.
    Watch,
    /// Compose, and send what the owner allows.
    Draft,
    /// Compose, and send what the owner does not stop in time.
    Countdown,
    /// Compose and send.
    Answer,
}

impl Decision {
    /// The mode under which something is composed; `None` where nothing is.
    pub fn mode(self) -> Option<Mode> {
        match self {
            Self::Ignore(_) => None,
            Self::Watch => Some(Mode::Watch),
            Self::Draft => Some(Mode::Draft),
            Self::Countdown => Some(Mode::Countdown),
            Self::Answer => Some(Mode::Auto),
        }
    }

    /// Whether a reply may be sent without the owner's word.
    pub fn sends(self) -> bool {
        self.mode().is_some_and(Mode::sends)
    }
}

/// Why a burst is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IgnoreReason {
    /// The twin is off in this chat.
    ModeOff,
    /// Telegram's own account: its messages may carry login codes.
    ServicePeer,
    /// The owner's own chat, a bot, support, a deleted or a scam account.
    ForbiddenPeer,
    /// A broadcast channel: nobody is talked with there.
    Channel,
    /// A group in which this does not mention the owner.
    NotMentioned,
    /// A bot wrote it, in somebody's name or its own.
    ViaBot,
    /// Nobody else wrote last: the twin never writes first.
    NothingToAnswer,
    /// It was written too long ago, while the twin could not see it.
    TooOld,
}

/// Decides about `burst`, the messages that nobody has decided about, oldest first; in a group those
/// that are said to the owner. What was written before `oldest` is left to the owner.
pub fn decide(peer: &Peer, mode: Mode, burst: &[Message], oldest: Timestamp) -> Decision {
    let reason = if peer.is_service() {
        IgnoreReason::ServicePeer
    } else if peer.flags.forbid() {
        IgnoreReason::ForbiddenPeer
    } else if peer.kind == PeerKind::Channel {
        IgnoreReason::Channel
    } else if burst.iter().any(|message| message.via_bot) {
        IgnoreReason::ViaBot
    } else if burst.last().is_none_or(|message| message.author != Author::Other) {
        IgnoreReason::NothingToAnswer
    } else if burst.iter().any(|message| is_service(message.sender)) {
        IgnoreReason::ServicePeer
    } else if !burst.iter().all(Message::is_to_owner) {
        IgnoreReason::NotMentioned
    } else if burst.last().is_some_and(|message| message.sent_at < oldest) {
        IgnoreReason::TooOld
    } else {
        return match mode {
            Mode::Off => Decision::Ignore(IgnoreReason::ModeOff),
            Mode::Watch => Decision::Watch,
            Mode::Draft => Decision::Draft,
            Mode::Countdown => Decision::Countdown,
            Mode::Auto => Decision::Answer,
        };
    };
    Decision::Ignore(reason)
}

#[cfg(test)]
mod tests {
    use super::{Decision, IgnoreReason};
    use crate::peer::SERVICE_PEERS;
    use crate::{
        Author, Content, Message, MessageId, Mode, Peer, PeerFlags, PeerId, PeerKind, Timestamp,
    };

    const OLDEST: Timestamp = Timestamp::from_secs(1_000);

    /// A line of a table: what it changes of a message, and what is decided then.
    type Line = (&'static str, fn(&mut Message), Decision);

    fn decide(peer: &Peer, mode: Mode, burst: &[Message]) -> Decision {
        super::decide(peer, mode, burst, OLDEST)
    }

    fn peer(id: PeerId) -> Peer {
        Peer {
            id,
            kind: PeerKind::User,
            title: "Anna".into(),
            username: None,
            flags: PeerFlags::default(),
        }
    }

    fn message(author: Author) -> Message {
        Message {
            chat: PeerId(7),
            id: MessageId(1),
            author,
            sender: PeerId(7),
            sent_at: OLDEST,
            content: Content::Text { text: "привет".into() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }
    }

    #[test]
    fn a_persons_message_is_answered_as_the_mode_says() {
        let burst = [message(Author::Other)];
        assert_eq!(decide(&peer(PeerId(7)), Mode::Auto, &burst), Decision::Answer);
        assert_eq!(
            decide(&peer(PeerId(7)), Mode::Off, &burst),
            Decision::Ignore(IgnoreReason::ModeOff)
        );
        for mode in Mode::ALL {
            let decision = decide(&peer(PeerId(7)), mode, &burst);
            assert_eq!(decision.mode(), Some(mode).filter(|mode| *mode != Mode::Off));
            assert_eq!(decision.sends(), mode.sends());
        }
    }

    #[test]
    fn telegrams_own_accounts_are_never_answered() {
        for id in SERVICE_PEERS {
            assert_eq!(
                decide(&peer(id), Mode::Auto, &[message(Author::Other)]),
                Decision::Ignore(IgnoreReason::ServicePeer)
            );
        }
    }

    #[test]
    fn every_forbidding_mark_forbids() {
        let marks: [fn(&mut PeerFlags); 5] = [
            |flags| flags.is_self = true,
            |flags| flags.bot = true,
            |flags| flags.support = true,
            |flags| flags.deleted = true,
            |flags| flags.scam = true,
        ];
        for mark in marks {
            let mut peer = peer(PeerId(7));
            mark(&mut peer.flags);
            assert_eq!(
                decide(&peer, Mode::Auto, &[message(Author::Other)]),
                Decision::Ignore(IgnoreReason::ForbiddenPeer)
            );
        }
    }

    #[test]
    fn the_twin_never_writes_first() {
        for burst in [vec![], vec![message(Author::Owner)], vec![message(Author::Twin)]] {
            assert_eq!(
                decide(&peer(PeerId(7)), Mode::Auto, &burst),
                Decision::Ignore(IgnoreReason::NothingToAnswer)
            );
        }
    }

    #[test]
    fn in_a_group_only_a_person_who_mentions_the_owner_is_answered() {
        let said = Message { chat: PeerId(-7), mentions_owner: true, ..message(Author::Other) };
        let group = Peer { kind: PeerKind::Group, ..peer(PeerId(-7)) };
        let lines: [Line; 6] = [
            ("a mention", |_| {}, Decision::Answer),
            (
                "talk among others",
                |said| said.mentions_owner = false,
                Decision::Ignore(IgnoreReason::NotMentioned),
            ),
            ("a bot", |said| said.via_bot = true, Decision::Ignore(IgnoreReason::ViaBot)),
            (
                "an admin in the group's name",
                |said| said.sender = PeerId(-7),
                Decision::Ignore(IgnoreReason::NotMentioned),
            ),
            (
                "Telegram in an admin's name",
                |said| said.sender = SERVICE_PEERS[4],
                Decision::Ignore(IgnoreReason::ServicePeer),
            ),
            (
                "the owner",
                |said| said.author = Author::Owner,
                Decision::Ignore(IgnoreReason::NothingToAnswer),
            ),
        ];
        for (line, change, expected) in lines {
            let mut said = said.clone();
            change(&mut said);
            assert_eq!(decide(&group, Mode::Auto, &[said]), expected, "{line}");
        }
        for mode in Mode::ALL {
            let expected = Some(mode).filter(|mode| *mode != Mode::Off);
            assert_eq!(decide(&group, mode, std::slice::from_ref(&said)).mode(), expected);
        }
    }

    #[test]
    fn channels_and_bots_in_a_persons_name_are_left_alone() {
        let channel = Peer { kind: PeerKind::Channel, ..peer(PeerId(-7)) };
        let post = Message { mentions_owner: true, ..message(Author::Other) };
        assert_eq!(decide(&channel, Mode::Auto, &[post]), Decision::Ignore(IgnoreReason::Channel));
        let mut via_bot = message(Author::Other);
        via_bot.via_bot = true;
        assert_eq!(
            decide(&peer(PeerId(7)), Mode::Auto, &[via_bot]),
            Decision::Ignore(IgnoreReason::ViaBot)
        );
    }

    #[test]
    fn what_was_written_long_ago_is_left_to_the_owner() {
        let mut old = message(Author::Other);
        old.sent_at = OLDEST - std::time::Duration::from_secs(1);
        assert_eq!(
            decide(&peer(PeerId(7)), Mode::Auto, &[old.clone()]),
            Decision::Ignore(IgnoreReason::TooOld)
        );
        // A burst is as old as its newest message.
        let burst = [old, message(Author::Other)];
        assert_eq!(decide(&peer(PeerId(7)), Mode::Auto, &burst), Decision::Answer);
    }

    #[test]
    fn only_persons_and_groups_may_be_answered() {
        assert!(peer(PeerId(7)).may_be_answered() && peer(PeerId(7)).is_person());
        assert!(!peer(SERVICE_PEERS[0]).may_be_answered());
        let group = Peer { kind: PeerKind::Group, ..peer(PeerId(-7)) };
        assert!(group.may_be_answered() && !group.is_person());
        assert!(!Peer { kind: PeerKind::Channel, ..peer(PeerId(-7)) }.may_be_answered());
        let flags = PeerFlags { bot: true, ..PeerFlags::default() };
        assert!(!Peer { flags, ..peer(PeerId(7)) }.may_be_answered());
    }
}
