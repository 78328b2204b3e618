//! Watch mode: what the twin would have said beside what the owner then said.

use domain::{Author, Event, Grounds, MessageId, Mode, ReplyId};
use engine::{Closeness, TwinEvent};
use store::Rehearsal;

use crate::stage::{ANNA, ANOTHER_QUESTION, ANSWER, QUESTION, START, Stage};

async fn watching() -> Stage {
    let mut stage = Stage::set().await;
    stage.online().await;
    stage.engine.set_default_mode(stage.account, Mode::Watch).await.unwrap();
    stage
}

/// Somebody asks, and the twin would answer.
async fn would_say(stage: &mut Stage, question: &str) {
    stage.telegram.writes(Author::Other, question);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Watched { .. }).then_some(())).await;
}

async fn compared(stage: &mut Stage) -> (String, String, Closeness) {
    stage
        .until(|event| match event {
            TwinEvent::Compared { would_say, said, closeness } => {
                Some((would_say.clone(), said.clone(), *closeness))
            }
            _ => None,
        })
        .await
}

#[tokio::test]
async fn what_it_would_have_said_is_compared_with_what_the_owner_says() {
    let mut stage = watching().await;
    would_say(&mut stage, QUESTION).await;
    stage.telegram.writes(Author::Owner, ANSWER);
    let (would, said, closeness) = compared(&mut stage).await;
    assert_eq!((&*would, &*said), (ANSWER, ANSWER));
    assert!((closeness.score() - 1.0).abs() < 1e-6, "{closeness:?}");
    // The owner goes on.
    stage.telegram.writes(Author::Owner, "приезжай завтра на дачу, если хочешь");
    let (_, said, closeness) = compared(&mut stage).await;
    assert_eq!(said, format!("{ANSWER}\nприезжай завтра на дачу, если хочешь"));
    assert!(closeness.content < 0.5 && closeness.length < 0.5, "{closeness:?}");

    let (score, of) = stage.engine.earned(stage.account, ANNA).await.unwrap().watch.unwrap();
    assert_eq!(of, 1, "it is one answer");
    assert!(score < 0.8, "{score}");
    assert_eq!(stage.telegram.arrived(), [""; 0]);
}

#[tokio::test]
async fn it_watches_on_while_the_owner_talks() {
    let mut stage = watching().await;
    for question in [QUESTION, ANOTHER_QUESTION] {
        would_say(&mut stage, question).await;
        stage.telegram.writes(Author::Owner, ANSWER);
        compared(&mut stage).await;
    }
    let (_, of) = stage.engine.earned(stage.account, ANNA).await.unwrap().watch.unwrap();
    assert_eq!(of, 2);
}

#[tokio::test]
async fn an_answer_to_something_else_is_not_compared() {
    let mut stage = watching().await;
    would_say(&mut stage, QUESTION).await;
    // More is asked, and the owner answers before the twin has thought of it.
    stage.telegram.writes(Author::Other, "и где ты?");
    stage.until(|event| matches!(event, TwinEvent::Waiting { .. }).then_some(())).await;
    stage.telegram.writes(Author::Owner, "дома");
    stage.clock.hurry();
    stage.telegram.writes(Author::Other, ANOTHER_QUESTION);
    stage.until(|event| matches!(event, TwinEvent::Watched { .. }).then_some(())).await;
    stage.telegram.writes(Author::Owner, "нет, не занят");
    let (_, said, _) = compared(&mut stage).await;
    assert_eq!(said, "нет, не занят");
    let (_, of) = stage.engine.earned(stage.account, ANNA).await.unwrap().watch.unwrap();
    assert_eq!(of, 1);
}

#[tokio::test]
async fn what_it_would_have_said_is_never_learnt_from() {
    let mut stage = watching().await;
    let learnt = stage.exemplars().await;
    would_say(&mut stage, QUESTION).await;
    assert_eq!(stage.exemplars().await, learnt);
    stage.telegram.writes(Author::Owner, "сам не знаю");
    compared(&mut stage).await;
    assert_eq!(stage.exemplars().await, learnt + 1, "only the owner's own answer");
    stage.restart().await;
    stage.online().await;
    assert_eq!(stage.exemplars().await, learnt + 1);
    assert!(stage.messages().await.iter().all(|message| message.author != Author::Twin));
}

#[tokio::test]
async fn what_was_deleted_is_compared_no_more() {
    let mut stage = watching().await;
    would_say(&mut stage, QUESTION).await;
    let said = stage.telegram.writes(Author::Owner, ANSWER);
    compared(&mut stage).await;
    stage.telegram.happens(Event::Deleted { chat: None, ids: vec![said.id] });
    // Events come in order: what follows is told after it.
    stage.telegram.writes(Author::Owner, "пойду я");
    stage
        .until(|event| match event {
            TwinEvent::Message { message } if message.id != said.id => Some(()),
            _ => None,
        })
        .await;
    assert_eq!(stage.engine.earned(stage.account, ANNA).await.unwrap().watch, None);
}

#[tokio::test]
async fn a_twin_that_comes_near_is_offered_drafts() {
    let mut stage = watching().await;
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    for number in 1..=9 {
        let (id, created_at) = (ReplyId::new(START, number), START);
        let (account, chat, answers) = (stage.account, ANNA, MessageId(1));
        let would_say = ANSWER.to_owned();
        let (said, closeness) = (None, None);
        let one = Rehearsal { id, account, chat, answers, created_at, would_say, said, closeness };
        tx.rehearse(&one).await.unwrap();
        let close = store::Closeness { manner: 0.9, content: 1.0, length: 1.0 };
        assert!(tx.compare_rehearsal(id, ANSWER, close).await.unwrap());
    }
    tx.commit().await.unwrap();
    assert_eq!(stage.engine.offers().await.unwrap(), [], "nine are too few");
    would_say(&mut stage, QUESTION).await;
    stage.telegram.writes(Author::Owner, ANSWER);
    compared(&mut stage).await;
    let [offer] = &stage.engine.offers().await.unwrap()[..] else { panic!("one is open") };
    assert_eq!(offer.offer.mode, Mode::Draft);
    assert!(matches!(offer.offer.grounds, Grounds::Watched { of: 10, score } if score > 0.9));
}
