//! The process dies between any two things that outlive it: every transaction, and every message that
//! reaches Telegram. The walk finds these places by itself: it holds the pen, the one right to write,
//! lets one transaction through at a time, and dies before the next.

use domain::{Author, Message, Mode, PeerId, Reply};
use store::Tx;

use super::server::Fate;
use super::world::{World, others_work};
use super::{CHATS, Step, Word, verdict};
use crate::stage::{LONG_ANSWER, LONG_QUESTION};

const CHAT: PeerId = CHATS[0];

/// Turns in which the engine comes to wait for the pen, for time, or for Telegram.
const TURNS: usize = 40;

/// So many times in a row nothing happens any more when time passes, and it is the end.
const NOTHING_MORE: usize = 40;

/// More places than any walk has.
const MANY: usize = 40;

/// What happens in a walk.
#[derive(Debug, Clone, Copy)]
struct Walk {
    name: &'static str,
    mode: Mode,
    /// What becomes of sendings until the process dies.
    fate: Fate,
    /// What must have arrived in the end.
    arrives: usize,
    /// How many places it must have at least.
    places: usize,
}

const WALKS: [Walk; 5] = [
    Walk { name: "answered", mode: Mode::Auto, fate: Fate::Accepted, arrives: 2, places: 6 },
    Walk { name: "answers lost", mode: Mode::Auto, fate: Fate::Hangs, arrives: 2, places: 3 },
    Walk { name: "never tried", mode: Mode::Auto, fate: Fate::HangsUnsent, arrives: 2, places: 3 },
    Walk { name: "restricted", mode: Mode::Auto, fate: Fate::Restricted, arrives: 2, places: 4 },
    Walk { name: "approved", mode: Mode::Draft, fate: Fate::Accepted, arrives: 2, places: 7 },
];

/// What the store says of the chat.
type Record = (Vec<Message>, Vec<Reply>, Vec<Message>);

async fn record(pen: &mut Tx, world: &World) -> Record {
    let account = world.account;
    (
        pen.recent_messages(account, CHAT, 10).await.unwrap(),
        pen.recent_replies(account, CHAT, 10).await.unwrap(),
        pen.undecided_messages(account, CHAT).await.unwrap(),
    )
}

/// Dies at the place with this number. `false` if there are not so many.
async fn dies_at(walk: Walk, place: usize) -> bool {
    let mut world = World::new().await;
    world.take(Step::Mode(0, walk.mode)).await;
    world.rests().await;
    for _ in 0..MANY {
        world.server.will(walk.fate);
    }
    let mut pen = world.store.begin(world.owner).await.unwrap();
    let mut before = record(&mut pen, &world).await;
    world.server.writes(CHAT, Author::Other, LONG_QUESTION);
    let (mut passed, mut nothing) = (0, 0);
    while passed < place && nothing < NOTHING_MORE {
        for _ in 0..TURNS {
            others_work().await;
        }
        // Whoever waits for the pen has it before us.
        let (store, owner) = (world.store.clone(), world.owner);
        let next = tokio::spawn(async move { store.begin(owner).await.unwrap() });
        tokio::task::yield_now().await;
        drop(pen);
        pen = next.await.unwrap();
        let now = record(&mut pen, &world).await;
        if now == before {
            nothing += 1;
            if walk.mode == Mode::Draft && nothing == NOTHING_MORE / 2 {
                drop(pen);
                world.take(Step::Says(Word::Approve, 0)).await;
                pen = world.store.begin(world.owner).await.unwrap();
            }
            world.time_goes_on();
        } else {
            (before, passed, nothing) = (now, passed + 1, 0);
        }
    }
    // The pen is still ours: what waited for it dies waiting.
    world.is_killed().await;
    drop(pen);
    world.server.calms_down();
    world.revives().await;
    if walk.mode == Mode::Draft {
        world.rests().await;
        world.take(Step::Passes(61)).await;
        world.take(Step::Says(Word::Approve, 0)).await;
    }
    let counts = verdict::judge(&mut world, 0).await.unwrap_or_else(|wrong| {
        panic!("{}, dead at its place {place}: {wrong}", walk.name);
    });
    assert_eq!(
        (counts.answered, counts.bubbles),
        (1, walk.arrives),
        "{}, dead at its place {place}",
        walk.name
    );
    passed == place
}

#[tokio::test]
async fn a_reply_is_sent_once_wherever_the_process_dies() {
    assert_eq!(LONG_ANSWER.len(), 2);
    for walk in WALKS {
        let mut places = 0;
        while dies_at(walk, places).await {
            places += 1;
            assert!(places < MANY, "{} has no end", walk.name);
        }
        println!("{}: died at {places} places", walk.name);
        assert!(places >= walk.places, "{} has only {places} places", walk.name);
    }
}
