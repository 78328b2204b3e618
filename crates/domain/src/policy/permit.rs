//! From a policy and what is going on to what may be done now. What comes first in the order below
//! outweighs what follows it:
//!
//! 1. What only watches sends nothing, and is let.
//! 2. A pause holds everything, also what the owner has allowed: it is the one promise without an
//!    exception.
//! 3. What the owner has allowed one by one keeps only the pace of the account.
//! 4. Where the owner wrote lately, the twin leaves it to them; where they look, it waits, and so it
//!    does everywhere while they are online, if they want that.
//! 5. Outside the hours it does what they say.
//! 6. What a twin would send by itself keeps its limits.

use serde::{Deserialize, Serialize};

use super::{HoursNow, Limit, Outside, Pause, Policy, Room, TimeZone, Usage};
use crate::{Mode, Timestamp};

/// What a policy has to know.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The present moment.
    pub now: Timestamp,
    /// The owner's time zone.
    pub zone: &'a TimeZone,
    /// Under which mode something would be done.
    pub mode: Mode,
    /// Whether the owner has allowed it, by their word of this reply.
    pub allowed: bool,
    /// The account's pause, if there is one.
    pub pause: Option<&'a Pause>,
    /// When the owner last wrote in the chat.
    pub owner_wrote: Option<Timestamp>,
    /// When the owner was last seen in the chat.
    pub owner_here: Option<Timestamp>,
    /// Until when the owner counts as online on another device.
    pub owner_online: Option<Timestamp>,
    /// When the chat was last told that the owner is away.
    pub away_said: Option<Timestamp>,
    /// What was sent lately.
    pub usage: &'a Usage,
}

/// Why the twin may not do what its mode would let it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The account is paused.
    Paused,
    /// The owner wrote in the chat.
    OwnerWrote {
        /// Until when the twin keeps out.
        until: Timestamp,
    },
    /// The owner looks at the chat.
    OwnerHere,
    /// The owner is online.
    OwnerOnline,
    /// The twin may not write at this hour.
    OutsideHours,
    /// Enough was sent.
    Limit(Limit),
}

/// What may be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// What the mode says.
    Granted,
    /// A draft, and nothing is sent by itself.
    DraftOnly(Why),
    /// Nothing before another moment; then this is to be asked again.
    Later {
        /// Which; `None` is when the owner changes something.
        until: Option<Timestamp>,
        /// Why.
        why: Why,
    },
    /// Nothing: it is left to the owner.
    Left(Why),
    /// To say that the owner is away, in the words of [`Outside::Away`].
    Away,
}

impl Policy {
    /// What may be done now; the order is told at the head of this file.
    pub fn permits(&self, circumstances: &Circumstances<'_>) -> Permission {
        let &Circumstances { now, mode, usage, .. } = circumstances;
        if mode < Mode::Draft {
            return Permission::Granted;
        }
        if let Some(pause) = circumstances.pause.filter(|pause| pause.holds(now)) {
            return Permission::Later { until: pause.until, why: Why::Paused };
        }
        if circumstances.allowed {
            return room(self.limits.soon(usage, now));
        }
        if let Some(until) = self.stand_down.wrote(circumstances.owner_wrote, now) {
            return Permission::Left(Why::OwnerWrote { until });
        }
        if let Some(until) = self.stand_down.here(circumstances.owner_here, now) {
            return Permission::Later { until: Some(until), why: Why::OwnerHere };
        }
        if let Some(until) = self.stand_down.online(circumstances.owner_online, now) {
            return Permission::Later { until: Some(until), why: Why::OwnerOnline };
        }
        match self.hours.at(now, circumstances.zone) {
            HoursNow::Closed { until } => self.outside(circumstances, until),
            // A draft is not sent by itself.
            HoursNow::Open { .. } if !mode.sends() => Permission::Granted,
            HoursNow::Open { .. } => room(self.limits.room(usage, now)),
        }
    }

    /// What may be done outside the hours, which begin at `until`.
    fn outside(&self, circumstances: &Circumstances<'_>, until: Option<Timestamp>) -> Permission {
        let &Circumstances { now, zone, mode, usage, .. } = circumstances;
        let later = Permission::Later { until, why: Why::OutsideHours };
        let is_said = || {
            circumstances.away_said.is_some_and(|said| self.hours.is_same_absence(said, now, zone))
        };
        match &self.hours.outside {
            Outside::Draft => Permission::DraftOnly(Why::OutsideHours),
            // Where the twin sends nothing by itself, it does not say that either.
            Outside::Away { .. } if mode.sends() && !is_said() => {
                match self.limits.room(usage, now) {
                    Room::Now => Permission::Away,
                    Room::At(at, limit) => {
                        Permission::Later { until: Some(at), why: Why::Limit(limit) }
                    }
                    Room::Spent(_) => later,
                }
            }
            Outside::Away { .. } | Outside::Silence => later,
        }
    }
}

fn room(room: Room) -> Permission {
    match room {
        Room::Now => Permission::Granted,
        Room::At(at, limit) => Permission::Later { until: Some(at), why: Why::Limit(limit) },
        // A draft would be written for every line of a bot.
        Room::Spent(limit @ Limit::Exchanges) => Permission::Left(Why::Limit(limit)),
        Room::Spent(limit) => Permission::DraftOnly(Why::Limit(limit)),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Hours, Limits, Span};
    use super::*;
    use crate::Author;

    /// A Monday, 10:00.
    const NOW: Timestamp = Timestamp::from_secs(1_795_428_000);

    fn ago(seconds: u64) -> Timestamp {
        NOW - Duration::from_secs(seconds)
    }

    fn later(seconds: u64) -> Timestamp {
        NOW + Duration::from_secs(seconds)
    }

    /// A policy whose hours are from 12:00 to 13:00.
    fn closed(outside: Outside) -> Policy {
        let week = std::array::from_fn(|_| vec![Span { from: 720, to: 780 }]);
        Policy {
            hours: Hours { week: Some(week), outside, ..Hours::default() },
            ..Policy::default()
        }
    }

    fn away() -> Outside {
        Outside::Away { text: "напишу в полдень".into() }
    }

    /// What is asked about, which the lines of the tables change one thing after another.
    struct Case {
        policy: Policy,
        mode: Mode,
        allowed: bool,
        pause: Option<Pause>,
        owner_wrote: Option<Timestamp>,
        owner_here: Option<Timestamp>,
        owner_online: Option<Timestamp>,
        away_said: Option<Timestamp>,
        usage: Usage,
    }

    /// A line of a table: what it changes, and what is let then.
    type Line = (&'static str, fn(&mut Case), Permission);

    impl Case {
        /// Everything stands in the way at once.
        fn worst() -> Self {
            let mut policy = closed(Outside::Silence);
            policy.stand_down.while_online = true;
            Self {
                policy,
                mode: Mode::Auto,
                allowed: false,
                pause: Some(Pause { since: ago(9), until: None }),
                owner_wrote: Some(ago(60)),
                owner_here: Some(ago(10)),
                owner_online: Some(later(240)),
                away_said: None,
                usage: Usage {
                    talk: vec![(Author::Twin, ago(1))],
                    turns_in_hour: 8,
                    ..Usage::default()
                },
            }
        }

        fn permits(&self) -> Permission {
            self.policy.permits(&Circumstances {
                now: NOW,
                zone: &TimeZone::UTC,
                mode: self.mode,
                allowed: self.allowed,
                pause: self.pause.as_ref(),
                owner_wrote: self.owner_wrote,
                owner_here: self.owner_here,
                owner_online: self.owner_online,
                away_said: self.away_said,
                usage: &self.usage,
            })
        }
    }

    #[test]
    fn one_reason_after_another_is_taken_away() {
        let opens = Some(later(2 * 3_600));
        let spaced = Permission::Later { until: Some(later(2)), why: Why::Limit(Limit::Spacing) };
        let lines: [Line; 8] = [
            ("all", |_| {}, Permission::Later { until: None, why: Why::Paused }),
            (
                "the pause is over",
                |case| case.pause = Some(Pause { since: ago(9), until: Some(NOW) }),
                Permission::Left(Why::OwnerWrote { until: later(30 * 60 - 60) }),
            ),
            (
                "the owner wrote long ago",
                |case| case.owner_wrote = Some(ago(30 * 60)),
                Permission::Later { until: Some(later(20)), why: Why::OwnerHere },
            ),
            (
                "the owner has left the chat",
                |case| case.owner_here = Some(ago(30)),
                Permission::Later { until: Some(later(240)), why: Why::OwnerOnline },
            ),
            (
                "the owner has gone",
                |case| case.owner_online = Some(NOW),
                Permission::Later { until: opens, why: Why::OutsideHours },
            ),
            (
                "the hours are open",
                |case| case.policy.hours = Hours::default(),
                Permission::DraftOnly(Why::Limit(Limit::TurnsPerHour)),
            ),
            ("another hour", |case| case.usage.turns_in_hour = 0, spaced),
            ("another second", |case| case.usage = Usage::default(), Permission::Granted),
        ];
        let mut case = Case::worst();
        for (line, change, expected) in lines {
            change(&mut case);
            assert_eq!(case.permits(), expected, "{line}");
        }
    }

    #[test]
    fn being_online_holds_nothing_unless_the_owner_wants_that() {
        let case = || Case {
            policy: Policy::default(),
            pause: None,
            owner_wrote: None,
            owner_here: None,
            usage: Usage::default(),
            ..Case::worst()
        };
        assert_eq!(case().permits(), Permission::Granted);
        let mut wanted = case();
        wanted.policy.stand_down.while_online = true;
        for mode in [Mode::Draft, Mode::Countdown, Mode::Auto] {
            wanted.mode = mode;
            let held = Permission::Later { until: Some(later(240)), why: Why::OwnerOnline };
            assert_eq!(wanted.permits(), held, "{mode:?}");
        }
        wanted.allowed = true;
        assert_eq!(wanted.permits(), Permission::Granted, "their word of it is said");
    }

    #[test]
    fn watching_is_always_let() {
        for mode in [Mode::Off, Mode::Watch] {
            assert_eq!(Case { mode, ..Case::worst() }.permits(), Permission::Granted);
        }
    }

    #[test]
    fn what_the_owner_has_allowed_is_held_by_a_pause_and_the_accounts_pace_only() {
        let case = Case { allowed: true, mode: Mode::Draft, ..Case::worst() };
        assert_eq!(case.permits(), Permission::Later { until: None, why: Why::Paused });
        let case = Case { pause: None, ..case };
        let spaced = Permission::Later { until: Some(later(2)), why: Why::Limit(Limit::Spacing) };
        assert_eq!(case.permits(), spaced);
        let usage = Usage { turns_in_hour: 99, in_day: 999, ..Usage::default() };
        assert_eq!(Case { usage, ..case }.permits(), Permission::Granted);
    }

    #[test]
    fn outside_the_hours_a_twin_does_what_they_say() {
        let opens = Some(later(2 * 3_600));
        let held = Permission::Later { until: opens, why: Why::OutsideHours };
        let case = |outside, mode| Case {
            policy: closed(outside),
            mode,
            pause: None,
            owner_wrote: None,
            owner_here: None,
            owner_online: None,
            usage: Usage::default(),
            ..Case::worst()
        };
        for (outside, mode, expected) in [
            (Outside::Silence, Mode::Auto, held),
            (Outside::Silence, Mode::Draft, held),
            (Outside::Draft, Mode::Auto, Permission::DraftOnly(Why::OutsideHours)),
            (away(), Mode::Auto, Permission::Away),
            (away(), Mode::Countdown, Permission::Away),
            (away(), Mode::Draft, held),
        ] {
            assert_eq!(case(outside.clone(), mode).permits(), expected, "{outside:?} {mode:?}");
        }
        let said = |at| Case { away_said: Some(at), ..case(away(), Mode::Auto) };
        assert_eq!(said(ago(3_600)).permits(), held, "once in an absence");
        assert_eq!(said(ago(86_400)).permits(), Permission::Away, "that was yesterday's");
        let spent = Usage { in_day: 300, ..Usage::default() };
        assert_eq!(Case { usage: spent, ..case(away(), Mode::Auto) }.permits(), held);
    }

    #[test]
    fn limits_make_drafts_of_replies_and_nothing_of_a_bots() {
        let case = |usage, mode| Case {
            policy: Policy { limits: Limits::default(), ..Policy::default() },
            mode,
            pause: None,
            owner_wrote: None,
            owner_here: None,
            owner_online: None,
            usage,
            ..Case::worst()
        };
        let spent = || Usage { in_day_here: 60, ..Usage::default() };
        let draft = Permission::DraftOnly(Why::Limit(Limit::MessagesPerDayHere));
        assert_eq!(case(spent(), Mode::Countdown).permits(), draft);
        assert_eq!(case(spent(), Mode::Draft).permits(), Permission::Granted);
        let mut talk = Vec::new();
        for second in 0..5 {
            talk.extend([
                (Author::Other, ago(20 - 2 * second)),
                (Author::Twin, ago(19 - 2 * second)),
            ]);
        }
        talk.push((Author::Other, ago(9)));
        let left = Permission::Left(Why::Limit(Limit::Exchanges));
        assert_eq!(case(Usage { talk, ..Usage::default() }, Mode::Auto).permits(), left);
    }
}
