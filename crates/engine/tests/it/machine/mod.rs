//! Thousands of random things happen to an engine, in any order and on top of each other: whatever
//! they are, no reply is lost, none is doubled, the order in each chat is kept, nothing is both
//! withdrawn and delivered, and nothing begins to be sent where the mode or the owner forbids it.
//!
//! | module | what it holds |
//! |---|---|
//! | `server` | the Telegram, which knows what arrived and when that was forbidden |
//! | `world` | the engine, and how each step is taken |
//! | `verdict` | what must be true in the end |
//! | `boundaries` | one life for every place at which a process can die |
//!
//! `AITWIN_TEST_STEPS` sets how many steps are taken in all, `AITWIN_TEST_SEED` another run of them.

mod boundaries;
mod server;
mod verdict;
mod world;

use std::time::Duration;

use domain::{Mode, PeerId};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use server::Fate;
use verdict::Counts;
use world::World;

use crate::stage::ANNA;

const CHATS: [PeerId; 3] = [ANNA, PeerId(8), PeerId(9)];

/// What the owner writes that cannot be taken for the twin's: after it nothing may begin. Of the twin's
/// very words an engine that was killed cannot know whose they are, before they are sent once more.
const OWN_WORDS: &str = "сам отвечу";

/// As in the settings of the stage.
const STAND_DOWN: Duration = Duration::from_secs(1_800);

/// Steps in all, and in the life of one engine, about.
const STEPS: usize = 10_000;
const LIFE: usize = 250;

/// Something that happens.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// Somebody asks something, the last of which nobody can answer.
    Asks(usize, usize),
    OwnerWrites(usize),
    /// The owner types the very words of a message that the twin is sending, or was about to.
    OwnerEchoes(usize),
    /// The owner does something with the draft in their app.
    OwnerDrafts(usize, Deed),
    Edits(usize),
    Deletes(usize),
    /// So many seconds pass.
    Passes(u64),
    /// The engine gets so many turns, and may be in the middle of anything after them.
    Works(usize),
    Mode(usize, Mode),
    Says(Word, usize),
    /// The owner pauses everything, or lets it go on.
    Pauses,
    Resumes,
    GoesAway,
    ComesBack {
        gap: bool,
    },
    Will(Fate),
    Repeats,
    Reorders,
    /// The process is killed and starts anew.
    Dies,
}

/// What the owner does with the draft that stands in their app, or does not stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Begins one of their own, where none stands.
    Begins,
    /// Writes on.
    Edits,
    Clears,
    Sends,
}

/// What the owner says of a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Approve,
    Edit,
    Stop,
}

fn step() -> impl Strategy<Value = Step> {
    let chat = || 0..CHATS.len();
    let mode = prop_oneof![
        8 => Just(Mode::Auto),
        3 => Just(Mode::Draft),
        3 => Just(Mode::Countdown),
        1 => Just(Mode::Watch),
        1 => Just(Mode::Off),
    ];
    let question = prop_oneof![4 => Just(0_usize), 4 => Just(1), 6 => Just(2), 1 => Just(3)];
    let deed = prop_oneof![
        2 => Just(Deed::Begins),
        2 => Just(Deed::Edits),
        1 => Just(Deed::Clears),
        3 => Just(Deed::Sends),
    ];
    let word = prop_oneof![Just(Word::Approve), Just(Word::Edit), Just(Word::Stop)];
    let fate = prop_oneof![
        4 => Just(Fate::Accepted),
        4 => Just(Fate::AnswerLost),
        4 => Just(Fate::Lost),
        1 => Just(Fate::Hangs),
        3 => Just(Fate::ToldToWait),
        2 => Just(Fate::Refused),
        2 => Just(Fate::Restricted),
    ];
    let span = prop_oneof![
        18 => 1..5_u64,
        18 => Just(10_u64),
        6 => Just(61_u64),
        6 => Just(1_801_u64),
        1 => Just(50_000_u64),
    ];
    prop_oneof![
        16 => (chat(), question).prop_map(|(chat, question)| Step::Asks(chat, question)),
        2 => chat().prop_map(Step::OwnerWrites),
        2 => chat().prop_map(Step::OwnerEchoes),
        4 => (chat(), deed).prop_map(|(chat, deed)| Step::OwnerDrafts(chat, deed)),
        2 => chat().prop_map(Step::Edits),
        2 => chat().prop_map(Step::Deletes),
        30 => span.prop_map(Step::Passes),
        12 => (1..40_usize).prop_map(Step::Works),
        4 => (chat(), mode).prop_map(|(chat, mode)| Step::Mode(chat, mode)),
        6 => (word, 0..3_usize).prop_map(|(word, which)| Step::Says(word, which)),
        1 => Just(Step::Pauses),
        3 => Just(Step::Resumes),
        2 => Just(Step::GoesAway),
        4 => prop::bool::weighted(0.2).prop_map(|gap| Step::ComesBack { gap }),
        5 => fate.prop_map(Step::Will),
        2 => Just(Step::Repeats),
        2 => Just(Step::Reorders),
        2 => Just(Step::Dies),
    ]
}

/// A number that the surroundings set.
fn number(name: &str) -> Option<usize> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a number, and is {text}")))
}

#[test]
fn whatever_happens_every_reply_is_sent_once_or_not_at_all() {
    let steps = number("AITWIN_TEST_STEPS").unwrap_or(STEPS);
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&number("AITWIN_TEST_SEED").unwrap_or_default().to_le_bytes());
    let lives = steps.div_ceil(LIFE).try_into().unwrap();
    let config = Config {
        cases: lives,
        failure_persistence: None,
        max_shrink_iters: 300,
        ..Config::default()
    };
    let mut runner =
        TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let counts = std::cell::RefCell::new(Counts::default());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let run = runner.run(&vec(step(), 1..2 * LIFE), |steps| {
        let lived = runtime.block_on(async {
            let mut world = World::new().await;
            for step in &steps {
                world.take(*step).await;
            }
            verdict::judge(&mut world, steps.len()).await
        });
        *counts.borrow_mut() += lived.map_err(TestCaseError::fail)?;
        Ok(())
    });
    let counts = counts.into_inner();
    println!("{counts:#?}");
    if let Err(failure) = run {
        panic!("{failure}");
    }
    // Else it would show nothing.
    for (what, count) in [
        ("answered", counts.answered),
        ("withdrawn", counts.withdrawn),
        ("stopped", counts.stopped),
        ("refused", counts.refused),
        ("kept in vain", counts.kept_in_vain),
        ("left", counts.left),
        ("sent by hand", counts.sent_by_hand),
        ("answered by the owner", counts.answered_by_owner),
    ] {
        assert!(count > 0, "nothing was {what}");
    }
    assert!(counts.tries > counts.bubbles, "no bubble was tried twice");
}

#[tokio::test]
async fn a_reply_does_not_go_on_because_another_has_said_the_same() {
    let mut world = World::new().await;
    let steps = [
        Step::Mode(1, Mode::Draft),
        Step::Asks(1, 0),
        Step::Passes(10),
        Step::Says(Word::Edit, 0),
        // What the owner has let go is said after this all the same.
        Step::Asks(1, 2),
        Step::Passes(10),
        Step::Passes(10),
        Step::Passes(10),
        Step::Passes(10),
        Step::Will(Fate::ToldToWait),
        Step::Says(Word::Edit, 0),
        Step::Passes(10),
        Step::OwnerWrites(1),
        Step::Passes(61),
    ];
    for step in steps {
        world.take(step).await;
    }
    assert_eq!(world.server.tries(), 2, "one was said, and one was told to wait");
    assert_eq!(world.server.wrongs(), Vec::<String>::new());
}
