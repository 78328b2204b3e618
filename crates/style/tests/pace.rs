//! The pace of replies, whatever was learnt: within its bounds, the same for the same seed, and never
//! shorter for more.

use std::ops::RangeInclusive;
use std::time::Duration;

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use style::Learner;
use style::rhythm::{Moment, PaceBounds, Plan};

const CHAT: PeerId = PeerId(7);

/// A message of a history: how long after the one before, whose, and how long.
type Said = (u32, bool, usize);

fn learner(history: &[Said]) -> Learner {
    let mut learner = Learner::new();
    let mut at = 1_700_000_000;
    for (id, (later, owner, length)) in (1..).zip(history) {
        at += i64::from(*later);
        learner.observe(&Message {
            chat: CHAT,
            id: MessageId(id),
            author: if *owner { Author::Owner } else { Author::Other },
            sender: if *owner { PeerId(1) } else { CHAT },
            sent_at: Timestamp::from_secs(at),
            content: Content::Text { text: "ы".repeat(*length) },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        });
    }
    learner
}

fn history() -> impl Strategy<Value = Vec<Said>> {
    vec((prop_oneof![1..20_u32, 1..4_000_u32], any::<bool>(), 1..80_usize), 0..120)
}

fn range() -> impl Strategy<Value = RangeInclusive<Duration>> {
    (0..20_000_u64, 0..60_000_u64)
        .prop_map(|(from, more)| Duration::from_millis(from)..=Duration::from_millis(from + more))
}

fn bounds() -> impl Strategy<Value = PaceBounds> {
    (range(), range(), range()).prop_map(|(burst, read, typing)| PaceBounds { burst, read, typing })
}

fn plan(learner: &Learner, bubbles: &[String], bounds: &PaceBounds, seed: u64) -> Plan {
    let moment = Moment {
        chat: CHAT,
        relatives: &[],
        at: Timestamp::from_secs(1_800_000_000),
        overtaken: Duration::ZERO,
    };
    learner.rhythm().plan(&moment, bubbles, bounds, seed)
}

fn bubbles(lengths: &[usize]) -> Vec<String> {
    lengths.iter().map(|length| "ы".repeat(*length)).collect()
}

/// From the plan to the last message.
fn total(plan: &Plan) -> Duration {
    plan.read_after + plan.typing.iter().sum::<Duration>()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_stays_within_its_bounds_and_is_drawn_by_its_seed(
        history in history(),
        lengths in vec(0..400_usize, 1..6),
        bounds in bounds(),
        seed in any::<u64>(),
    ) {
        let (learner, bubbles) = (learner(&history), bubbles(&lengths));
        let drawn = plan(&learner, &bubbles, &bounds, seed);
        prop_assert_eq!(&drawn, &plan(&learner, &bubbles, &bounds, seed));
        prop_assert_eq!(drawn.typing.len(), bubbles.len());
        prop_assert!(bounds.read.contains(&drawn.read_after));
        prop_assert!(drawn.typing.iter().all(|typing| bounds.typing.contains(typing)));
        let count = u32::try_from(bubbles.len()).unwrap();
        prop_assert!(total(&drawn) >= *bounds.read.start() + *bounds.typing.start() * count);
        prop_assert!(total(&drawn) <= *bounds.read.end() + *bounds.typing.end() * count);
        prop_assert!(bounds.burst.contains(&learner.rhythm().burst_wait(CHAT, &bounds)));
        prop_assert_eq!(total(&plan(&learner, &bubbles, &PaceBounds::ZERO, seed)), Duration::ZERO);
    }

    #[test]
    fn more_to_type_is_never_typed_faster(
        history in history(),
        lengths in vec((0..200_usize, 0..200_usize), 1..6),
        bounds in bounds(),
        seed in any::<u64>(),
    ) {
        let learner = learner(&history);
        let (short, long): (Vec<_>, Vec<_>) =
            lengths.iter().map(|(length, more)| (*length, length + more)).unzip();
        let short = plan(&learner, &bubbles(&short), &bounds, seed);
        let long = plan(&learner, &bubbles(&long), &bounds, seed);
        for (short, long) in short.typing.iter().zip(&long.typing) {
            prop_assert!(short <= long, "{short:?} and {long:?}");
        }
    }

    #[test]
    fn slower_bounds_never_make_it_faster(
        history in history(),
        lengths in vec(0..200_usize, 1..6),
        bounds in bounds(),
        slower in 0..30_000_u64,
        seed in any::<u64>(),
    ) {
        let (learner, bubbles) = (learner(&history), bubbles(&lengths));
        let more = Duration::from_millis(slower);
        let later = |range: &RangeInclusive<Duration>| *range.start() + more..=*range.end() + more;
        let slow = PaceBounds {
            burst: later(&bounds.burst),
            read: later(&bounds.read),
            typing: later(&bounds.typing),
        };
        let fast = plan(&learner, &bubbles, &bounds, seed);
        let slow = plan(&learner, &bubbles, &slow, seed);
        // Seconds are counted in floating point.
        prop_assert!(total(&fast) <= total(&slow) + Duration::from_micros(1));
    }
}
