//! What an owner allows their twin in an account: when it may write, how much, and when it keeps out.
//!
//! ```text
//! Policy: hours, limits, stand-down ─┐
//! Pause, the owner's doings, Usage ──┴─► Policy::permits ─► now | a draft | later | left | away
//! ```
//!
//! How much a twin may do in a chat at all is its [`Mode`], and [`decide`](mod@crate::decide) says it;
//! a policy then says whether that may be done now. All of it is values: who asks brings the time and
//! what was sent. It is kept as JSON; a field that is missing there has its default, so that what an
//! older version has kept is still read.
//!
//! | module | what it holds |
//! |---|---|
//! | `aloud` | whether a reply is spoken |
//! | `disclosure` | telling the other side that a twin writes |
//! | `hours` | the week, its exceptions, absences |
//! | `limits` | how much a twin may send by itself |
//! | `stand_down` | keeping out of the owner's way |
//! | `pause` | a pause, and troubles that the owner must know of |
//! | `saved` | what a twin writes in its owner's Saved Messages |
//! | `wall` | moments at which the owner's clock shows an hour |
//! | `written` | hours and dates as a person writes them |
//! | `value` | what may stand in a rule that is written down |
//! | `most` | the most that may be set |
//! | `permit` | what follows from all of them |
//!
//! To add a rule: a field with a default, a [`Why`] for what it does, its place in the order of
//! `permit`, and a line in the table of its tests.

mod aloud;
mod disclosure;
mod hours;
mod limits;
pub mod most;
mod pause;
mod permit;
mod saved;
mod seconds;
mod stand_down;
pub mod value;
mod wall;
pub mod written;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use aloud::Aloud;
pub use disclosure::{Disclosed, Disclosure, DisclosureWords, Told};
pub use hours::{Hours, HoursNow, Outside, Span};
pub use jiff::civil::Date;
pub use jiff::tz::TimeZone;
pub use limits::{DAY, HOUR, Limit, Limits, MINUTE, Room, Usage};
pub use pause::{Alert, Pause, Trouble};
pub use permit::{Circumstances, Permission, Why};
pub use saved::{Lines, Saved};
pub use stand_down::StandDown;
pub use wall::{WallDay, WallTime, at_on, last_at, next_at, wall_time, weekday};

use crate::{Chat, Mode, Peer, PeerKind};

/// What an owner allows in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// The mode of chats with people who are not among the owner's contacts, unless the chat has one
    /// of its own; `None` is the mode of all others.
    pub strangers: Option<Mode>,
    /// The mode of groups, unless the group has one of its own. There only what mentions the owner is
    /// answered.
    pub groups: Mode,
    /// How long a reply is shown before it is sent, where the owner may stop it.
    #[serde(with = "seconds")]
    pub countdown: Duration,
    /// How old a message may be that the twin still answers, after it was off, paused or outside its
    /// hours.
    #[serde(with = "seconds")]
    pub answer_within: Duration,
    /// Keeping out of the owner's way.
    pub stand_down: StandDown,
    /// When the twin may write.
    pub hours: Hours,
    /// How much it may send by itself.
    pub limits: Limits,
    /// What it writes in the owner's Saved Messages.
    pub saved: Saved,
    /// Telling the other side that a twin writes; `None` is as where the owner has said nothing at all.
    pub disclosure: Option<Disclosure>,
    /// When a reply is spoken, unless the chat has a choice of its own.
    pub aloud: Aloud,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            strangers: None,
            groups: Mode::Off,
            countdown: Duration::from_secs(60),
            answer_within: Duration::from_secs(12 * 3_600),
            stand_down: StandDown::default(),
            hours: Hours::default(),
            limits: Limits::default(),
            saved: Saved::default(),
            disclosure: None,
            aloud: Aloud::default(),
        }
    }
}

impl Policy {
    /// The mode in force in a chat of an account whose own mode is `default`.
    pub fn mode(&self, chat: &Chat, default: Mode) -> Mode {
        chat.mode.unwrap_or_else(|| self.mode_with(&chat.peer, default))
    }

    /// The mode of a chat that has none of its own.
    pub fn mode_with(&self, peer: &Peer, default: Mode) -> Mode {
        self.mode_of_kind(peer.kind, peer.flags.contact, default)
    }

    /// The same, by what of the other side decides it: what kind of chat, and whether it is a contact.
    pub fn mode_of_kind(&self, kind: PeerKind, contact: bool, default: Mode) -> Mode {
        match kind {
            PeerKind::User => self.strangers.filter(|_| !contact).unwrap_or(default),
            PeerKind::Group => self.groups,
            PeerKind::Channel => Mode::Off,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PeerFlags, PeerId};

    #[test]
    fn what_an_older_version_has_kept_is_still_read() {
        assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::default());
        let kept = r#"{"countdown":90,"limits":{"turns_per_hour":null},"stand_down":{"after_writing":60}}"#;
        let policy: Policy = serde_json::from_str(kept).unwrap();
        assert_eq!(policy.countdown, Duration::from_secs(90));
        assert_eq!(policy.limits, Limits { turns_per_hour: None, ..Limits::default() });
        assert_eq!(policy.stand_down.after_writing, Duration::from_secs(60));
        assert_eq!(policy.stand_down.after_reading, StandDown::default().after_reading);
        let again = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&again).unwrap(), policy);
    }

    #[test]
    fn a_chats_own_mode_counts_before_that_of_strangers() {
        let chat = |mode, contact| Chat {
            peer: Peer {
                id: PeerId(7),
                kind: PeerKind::User,
                title: "Anna".into(),
                username: None,
                flags: PeerFlags { contact, ..PeerFlags::default() },
            },
            mode,
            last_message: None,
        };
        let policy = Policy { strangers: Some(Mode::Draft), ..Policy::default() };
        assert_eq!(policy.mode(&chat(None, false), Mode::Auto), Mode::Draft);
        assert_eq!(policy.mode(&chat(None, true), Mode::Auto), Mode::Auto);
        assert_eq!(policy.mode(&chat(Some(Mode::Watch), false), Mode::Auto), Mode::Watch);
        assert_eq!(Policy::default().mode(&chat(None, false), Mode::Auto), Mode::Auto);
    }

    #[test]
    fn a_group_is_off_until_the_owner_says_otherwise() {
        let of = |kind, mode| Chat {
            peer: Peer {
                id: PeerId(-7),
                kind,
                title: "Дача".into(),
                username: None,
                flags: PeerFlags::default(),
            },
            mode,
            last_message: None,
        };
        let policy = Policy { strangers: Some(Mode::Watch), ..Policy::default() };
        assert_eq!(policy.mode(&of(PeerKind::Group, None), Mode::Auto), Mode::Off);
        let policy = Policy { groups: Mode::Draft, ..policy };
        assert_eq!(policy.mode(&of(PeerKind::Group, None), Mode::Auto), Mode::Draft);
        let own = of(PeerKind::Group, Some(Mode::Auto));
        assert_eq!(policy.mode(&own, Mode::Watch), Mode::Auto);
        assert_eq!(policy.mode(&of(PeerKind::Channel, None), Mode::Auto), Mode::Off);
    }
}
