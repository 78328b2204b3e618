//! Autonomy that is earned: when a twin may be given more in a chat, and when it is taken back.
//!
//! The way up is Watch → Draft → Countdown → Auto, one step at a time and only with the owner's
//! consent; each step asks for evidence from the mode before it:
//!
//! | to | needs |
//! |---|---|
//! | Draft | of what it would have said and the owner then said, at least [`WATCHED`]; those of the last [`LAST`] were near by [`WATCH_SCORE`] on average |
//! | Countdown | of the last [`LAST`] drafts, [`NEEDED`] were sent unchanged |
//! | Auto | of the last [`LAST`] replies that were counted down, [`NEEDED`] were let go |
//!
//! The way down needs no consent: one step after a reply that the owner took back, or when of the
//! last [`REFUSAL_WINDOW`] replies [`REFUSALS`] were stopped.

use serde::{Deserialize, Serialize};

use crate::{Mode, OwnerWord, Reply, ReplyState, Timestamp};

/// How many of the newest pieces of evidence count.
pub const LAST: usize = 20;
/// How many of these must speak for the twin.
pub const NEEDED: usize = 18;
/// How many comparisons a watch score needs.
pub const WATCHED: usize = 10;
/// From which watch score on drafts are offered.
pub const WATCH_SCORE: f32 = 0.5;
/// Of how many of the newest replies a few that were stopped take the twin back.
pub const REFUSAL_WINDOW: usize = 5;
/// How many of these.
pub const REFUSALS: usize = 3;
/// How many new pieces of evidence it takes to offer again what the owner put off.
pub const NEW_EVIDENCE: usize = 5;

/// What became of one thing that the twin wrote, or would have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// The mode under which it was written.
    pub mode: Mode,
    /// When it was written.
    pub at: Timestamp,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of something that the twin wrote.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome {
    /// In watch mode: how near it came to what the owner said, 0 to 1.
    Compared(f32),
    /// Sent as the twin wrote it, with the owner's word or unhindered.
    Unchanged,
    /// Sent with the owner's changes.
    Edited,
    /// The owner stopped it.
    Refused,
    /// Sent, and taken back by the owner.
    Undone,
}

impl Evidence {
    /// What a reply tells; `None` if nothing, because it is not over, it was the world that stopped
    /// it, or the owner's own words were said by themselves while they were away.
    pub fn of(reply: &Reply) -> Option<Self> {
        if reply.away {
            return None;
        }
        let outcome = match (reply.state, reply.word) {
            (_, Some(OwnerWord::Undone)) => Outcome::Undone,
            (ReplyState::Cancelled, Some(OwnerWord::Rejected)) => Outcome::Refused,
            (ReplyState::Sent, Some(OwnerWord::Edited)) => Outcome::Edited,
            (ReplyState::Sent, _) => Outcome::Unchanged,
            _ => return None,
        };
        Some(Self { mode: reply.mode, at: reply.created_at, outcome })
    }
}

/// Why more is offered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Grounds {
    /// What it would have said came near to what the owner said.
    Watched {
        /// How near on average, 0 to 1.
        score: f32,
        /// How often that was compared.
        of: usize,
    },
    /// Its drafts were sent unchanged.
    Drafts {
        /// So many of them.
        unchanged: usize,
        /// Of so many.
        of: usize,
    },
    /// The owner let its replies go.
    Countdowns {
        /// So many of them.
        let_go: usize,
        /// Of so many.
        of: usize,
    },
}

/// More autonomy, for the owner to accept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The mode that is offered.
    pub mode: Mode,
    /// Why.
    pub grounds: Grounds,
}

/// What a chat in `mode` may be offered, by its `evidence`, newest first. Only what came after
/// `taken_back` counts; what was put off is offered again once there is [`NEW_EVIDENCE`].
pub fn offer(
    mode: Mode,
    evidence: &[Evidence],
    taken_back: Option<Timestamp>,
    put_off: Option<Timestamp>,
) -> Option<Offer> {
    let next = mode.next()?;
    let counted = counted(mode, evidence, taken_back);
    if let Some(at) = put_off
        && counted.iter().filter(|piece| piece.at > at).count() < NEW_EVIDENCE
    {
        return None;
    }
    let grounds = match mode {
        Mode::Watch => watched(&counted)?,
        Mode::Draft => Grounds::Drafts { unchanged: unchanged(&counted)?, of: LAST },
        Mode::Countdown => Grounds::Countdowns { let_go: unchanged(&counted)?, of: LAST },
        Mode::Off | Mode::Auto => return None,
    };
    Some(Offer { mode: next, grounds })
}

/// How the twin does so far in a chat in `mode`, by its `evidence`, newest first, of which only what came after
/// `taken_back` counts; `None` where nothing tells of it. Of replies that go out by themselves this tells how many were
/// let go.
pub fn so_far(mode: Mode, evidence: &[Evidence], taken_back: Option<Timestamp>) -> Option<Grounds> {
    let counted = counted(mode, evidence, taken_back);
    let of = counted.len();
    let unchanged = counted.iter().filter(|piece| piece.outcome == Outcome::Unchanged).count();
    match mode {
        _ if of == 0 => None,
        Mode::Draft => Some(Grounds::Drafts { unchanged, of }),
        Mode::Countdown | Mode::Auto => Some(Grounds::Countdowns { let_go: unchanged, of }),
        Mode::Watch => watch_score(evidence).map(|(score, of)| Grounds::Watched { score, of }),
        Mode::Off => None,
    }
}

/// The newest pieces of evidence of a mode, of those that count.
fn counted(mode: Mode, evidence: &[Evidence], taken_back: Option<Timestamp>) -> Vec<&Evidence> {
    let counts =
        |piece: &&Evidence| piece.mode == mode && taken_back.is_none_or(|at| piece.at > at);
    evidence.iter().filter(counts).take(LAST).collect()
}

/// How near what the twin would have said came to what the owner said, over the last [`LAST`]
/// comparisons, and how many those were; `None` if there is none.
pub fn watch_score(evidence: &[Evidence]) -> Option<(f32, usize)> {
    let scores: Vec<f32> = evidence.iter().filter_map(score).take(LAST).collect();
    let count = u16::try_from(scores.len()).ok().filter(|count| *count > 0)?;
    Some((scores.iter().sum::<f32>() / f32::from(count), scores.len()))
}

fn score(piece: &Evidence) -> Option<f32> {
    match piece.outcome {
        Outcome::Compared(score) => Some(score),
        _ => None,
    }
}

fn watched(counted: &[&Evidence]) -> Option<Grounds> {
    let counted: Vec<Evidence> = counted.iter().copied().copied().collect();
    let (score, of) = watch_score(&counted)?;
    (of >= WATCHED && score >= WATCH_SCORE).then_some(Grounds::Watched { score, of })
}

/// How many of them were sent unchanged, if they are enough.
fn unchanged(counted: &[&Evidence]) -> Option<usize> {
    let unchanged = counted.iter().filter(|piece| piece.outcome == Outcome::Unchanged).count();
    (counted.len() == LAST && unchanged >= NEEDED).then_some(unchanged)
}

/// The mode that a chat in `mode` goes back to after what the owner has said `now`, by its
/// `evidence`, newest first and with that in it; `None` if it stays. Only what was written after
/// `taken_back` counts.
pub fn taken_back(
    mode: Mode,
    now: Evidence,
    evidence: &[Evidence],
    taken_back: Option<Timestamp>,
) -> Option<Mode> {
    let back = mode.back()?;
    let counts = |piece: &Evidence| taken_back.is_none_or(|at| piece.at > at);
    let is_bad = match now.outcome {
        Outcome::Undone => counts(&now),
        Outcome::Refused => {
            let replies = evidence.iter().filter(|piece| score(piece).is_none());
            let last = replies.filter(|piece| counts(piece)).take(REFUSAL_WINDOW);
            last.filter(|piece| piece.outcome == Outcome::Refused).count() >= REFUSALS
        }
        Outcome::Compared(_) | Outcome::Unchanged | Outcome::Edited => false,
    };
    is_bad.then_some(back)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    /// Evidence of a mode, newest first; the oldest at second 1.
    fn evidence(mode: Mode, outcomes: &[Outcome]) -> Vec<Evidence> {
        let pieces = outcomes.iter().rev().zip(1..);
        let mut pieces: Vec<_> = pieces
            .map(|(outcome, second)| Evidence { mode, at: at(second), outcome: *outcome })
            .collect();
        pieces.reverse();
        pieces
    }

    fn drafts(unchanged: usize, edited: usize) -> Vec<Evidence> {
        let mut outcomes = vec![Outcome::Edited; edited];
        outcomes.extend(vec![Outcome::Unchanged; unchanged]);
        evidence(Mode::Draft, &outcomes)
    }

    #[test]
    fn eighteen_of_twenty_drafts_sent_unchanged_earn_a_countdown() {
        let grounds = Grounds::Drafts { unchanged: 18, of: 20 };
        let expected = Offer { mode: Mode::Countdown, grounds };
        assert_eq!(offer(Mode::Draft, &drafts(18, 2), None, None), Some(expected));
        assert_eq!(offer(Mode::Draft, &drafts(17, 3), None, None), None);
        assert_eq!(offer(Mode::Draft, &drafts(19, 0), None, None), None, "too few to tell");
        // Only the newest twenty count.
        assert_eq!(offer(Mode::Draft, &drafts(30, 2), None, None), Some(expected));
        assert_eq!(offer(Mode::Draft, &drafts(30, 3), None, None), None);
        // What was written in another mode tells nothing of this one.
        assert_eq!(offer(Mode::Countdown, &drafts(20, 0), None, None), None);
        assert_eq!(offer(Mode::Watch, &drafts(20, 0), None, None), None);
    }

    #[test]
    fn how_it_does_so_far_is_told_before_it_is_enough() {
        let so_far_of = |mode, evidence: &[Evidence]| so_far(mode, evidence, None);
        let few = Grounds::Drafts { unchanged: 5, of: 7 };
        assert_eq!(so_far_of(Mode::Draft, &drafts(5, 2)), Some(few));
        assert_eq!(so_far(Mode::Draft, &drafts(5, 2), Some(at(7))), None, "taken back since");
        let auto = evidence(Mode::Auto, &[Outcome::Unchanged, Outcome::Undone]);
        let let_go = Grounds::Countdowns { let_go: 1, of: 2 };
        assert_eq!(so_far_of(Mode::Auto, &auto), Some(let_go));
        assert_eq!(so_far_of(Mode::Countdown, &auto), None, "that tells nothing of another mode");
    }

    #[test]
    fn what_comes_near_in_watch_mode_earns_drafts() {
        let near = |score, count| evidence(Mode::Watch, &vec![Outcome::Compared(score); count]);
        let offered = offer(Mode::Watch, &near(0.6, 12), None, None).unwrap();
        assert_eq!(offered.mode, Mode::Draft);
        assert!(matches!(offered.grounds, Grounds::Watched { of: 12, score } if score > 0.59));
        assert_eq!(offer(Mode::Watch, &near(0.45, 20), None, None), None);
        assert_eq!(offer(Mode::Watch, &near(0.9, 9), None, None), None, "too few to tell");
        assert_eq!(watch_score(&[]), None);
    }

    #[test]
    fn countdowns_that_are_let_go_earn_full_autonomy_and_no_more_is_to_be_had() {
        let let_go = evidence(Mode::Countdown, &[Outcome::Unchanged; 20]);
        let grounds = Grounds::Countdowns { let_go: 20, of: 20 };
        let expected = Some(Offer { mode: Mode::Auto, grounds });
        assert_eq!(offer(Mode::Countdown, &let_go, None, None), expected);
        let auto = evidence(Mode::Auto, &[Outcome::Unchanged; 20]);
        assert_eq!(offer(Mode::Auto, &auto, None, None), None);
        assert_eq!(offer(Mode::Off, &evidence(Mode::Off, &[]), None, None), None);
    }

    #[test]
    fn not_now_holds_until_there_is_new_evidence() {
        let all = drafts(24, 0);
        let put_off_after = |count: i64| offer(Mode::Draft, &all, None, Some(at(count)));
        assert_eq!(put_off_after(24), None);
        assert_eq!(put_off_after(20), None, "four are new");
        assert!(put_off_after(19).is_some(), "five are");
    }

    #[test]
    fn what_was_before_the_twin_was_taken_back_speaks_for_it_no_more() {
        let all = drafts(24, 0);
        assert_eq!(offer(Mode::Draft, &all, Some(at(10)), None), None);
        assert!(offer(Mode::Draft, &all, Some(at(4)), None).is_some());
    }

    #[test]
    fn one_reply_taken_back_takes_the_twin_back_by_a_step() {
        for mode in [Mode::Auto, Mode::Countdown, Mode::Draft] {
            let all = evidence(mode, &[Outcome::Unchanged, Outcome::Undone]);
            assert_eq!(taken_back(mode, all[1], &all, None), mode.back());
            // It has been taken back since that was written.
            assert_eq!(taken_back(mode, all[1], &all, Some(at(1))), None);
            assert_eq!(taken_back(mode, all[0], &all, None), None, "that is no bad reply");
        }
        let all = evidence(Mode::Watch, &[Outcome::Undone]);
        assert_eq!(taken_back(Mode::Watch, all[0], &all, None), None, "watching harms nobody");
    }

    #[test]
    fn three_of_five_stopped_take_the_twin_back() {
        use Outcome::{Edited, Refused, Unchanged};
        let of = |outcomes: &[Outcome]| {
            let all = evidence(Mode::Countdown, outcomes);
            taken_back(Mode::Countdown, all[0], &all, None)
        };
        assert_eq!(of(&[Refused, Unchanged, Refused, Edited, Refused]), Some(Mode::Draft));
        assert_eq!(of(&[Refused, Unchanged, Refused, Edited, Edited, Refused]), None);
        assert_eq!(of(&[Refused, Refused]), None);
    }

    #[test]
    fn the_way_back_is_the_way_up() {
        for mode in Mode::ALL {
            assert_eq!(mode.next().and_then(Mode::back), mode.next().map(|_| mode));
        }
    }
}
