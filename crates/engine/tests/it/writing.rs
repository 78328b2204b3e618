//! What a model writes for the twin, and what happens when it does not.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Author, ChatModel, Clock, Event, FactScope, Message, MessageId, Mode, ModelChoice, ModelError,
    PromptSize, Timestamp, WithoutModel,
};
use engine::{ModelSource, ModelTrouble, Noted, Outcome, TwinEvent};

use crate::model::{NAME, Scripted, TheMaker, USAGE};
use crate::stage::{ANNA, ANSWER, QUESTION, Stage};

/// Nothing that the owner has ever said, in their manner.
const WRITTEN: &str = "да нормально";

async fn with(model: &Arc<Scripted>) -> Stage {
    let stage = Stage::set().await;
    stage.engine.set_model(Some(Arc::clone(model) as Arc<dyn ChatModel>));
    stage
}

/// Waits until the model is asked.
async fn thinks(stage: &mut Stage) {
    stage.until(|event| matches!(event, TwinEvent::Thinking { .. }).then_some(())).await;
}

/// Somebody asks, and the model begins to think.
async fn asked(stage: &mut Stage, question: &str) -> Message {
    let message = stage.telegram.writes(Author::Other, question);
    stage.burst_passes().await;
    thinks(stage).await;
    message
}

/// Waits for the model's failure; returns why.
async fn failed(stage: &mut Stage) -> (ModelTrouble, WithoutModel) {
    stage
        .until(|event| match event {
            TwinEvent::ModelFailed { why, then } => Some((why.clone(), *then)),
            _ => None,
        })
        .await
}

async fn explained(stage: &mut Stage) -> engine::ExplainedReply {
    let id = stage
        .until(|event| match event {
            TwinEvent::Explained { explanation } => Some(*explanation),
            _ => None,
        })
        .await;
    stage.engine.explanation(id).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_a_model_writes_is_sent_and_explained() {
    let model = Scripted::says(&["смотри http://evil.example", WRITTEN]);
    let mut stage = with(&model).await;
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let told = explained(&mut stage).await;
    let (reply, bubbles, send_at) = stage
        .until(|event| match event {
            TwinEvent::Planned { reply, bubbles, send_at, .. } => {
                Some((*reply, bubbles.clone(), *send_at))
            }
            _ => None,
        })
        .await;
    assert_eq!(bubbles, [WRITTEN]);
    assert_eq!((told.id, told.chat), (reply, ANNA));
    let told = told.explanation;
    let prompt = &model.asked()[0];
    assert_eq!(told.asked.model, NAME);
    assert_eq!(told.asked.transcript, prompt.transcript);
    assert_eq!((&told.asked.rules, &told.asked.stop), (&prompt.rules, &prompt.stop));
    assert!(told.asked.transcript.contains(QUESTION));
    assert_eq!((told.usage, told.answered.as_deref()), (USAGE, Some(NAME)));
    assert_eq!(told.candidates.len(), 2);
    let verdicts: Vec<_> = told.drafts.iter().map(|one| one.verdict).collect();
    assert!(verdicts.contains(&engine::Verdict::Allow) && verdicts.len() == 2, "{verdicts:?}");
    assert!(matches!(told.outcome, Outcome::Planned { bubbles, .. } if bubbles == [WRITTEN]));

    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [WRITTEN]);
    let of_chat = stage.engine.explanations(stage.account, ANNA, 9).await.unwrap();
    assert_eq!(of_chat.iter().map(|one| one.id).collect::<Vec<_>>(), [reply]);
}

#[tokio::test]
async fn the_database_is_free_while_the_model_thinks() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage, QUESTION).await;
    // Another process would wait a minute for a transaction that is open.
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    tx.set_relation(stage.account, ANNA, None).await.unwrap();
    tx.commit().await.unwrap();
    model.will_say(&[WRITTEN]);
    model.answers();
    assert_eq!(stage.planned().await.0, [WRITTEN]);
}

#[tokio::test]
async fn a_message_that_comes_while_the_model_thinks_is_answered_too_and_all_of_it_once() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage, QUESTION).await;
    stage.telegram.writes(Author::Other, "ау, ты тут?");
    stage.burst_passes().await;
    thinks(&mut stage).await;
    model.will_say(&[WRITTEN]);
    model.answers();
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [WRITTEN]);
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [WRITTEN]);
    let asked = model.asked();
    assert_eq!(asked.len(), 2);
    assert!(!asked[0].transcript.contains("ау, ты тут?"));
    assert!(asked[1].transcript.contains(QUESTION));
    assert!(asked[1].transcript.contains("ау, ты тут?"));
}

#[tokio::test]
async fn an_owner_who_writes_while_the_model_thinks_is_not_spoken_over() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage, QUESTION).await;
    stage.telegram.writes(Author::Owner, "сам отвечу");
    stage
        .until(|event| match event {
            TwinEvent::Message { message } if message.author == Author::Owner => Some(()),
            _ => None,
        })
        .await;
    model.will_say(&[WRITTEN]);
    model.answers();
    // It stands down; the question stays the owner's.
    stage.telegram.writes(Author::Other, "ок");
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::StandingDown { .. }).then_some(())).await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_chat_that_is_turned_off_while_the_model_thinks_gets_nothing() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage, QUESTION).await;
    assert!(stage.engine.set_chat_mode(stage.account, ANNA, Some(Mode::Off)).await.unwrap());
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Ignored { .. }).then_some(())).await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn what_was_edited_while_the_model_thinks_is_read_again() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    let message = asked(&mut stage, QUESTION).await;
    let other = "привет, как сам?";
    let content = domain::Content::Text { text: other.to_owned() };
    stage.telegram.happens(Event::Edited(Message { content, ..message }));
    loop {
        let read = stage.messages().await;
        if read.iter().any(|message| message.content.text() == Some(other)) {
            break;
        }
        tokio::task::yield_now().await;
    }
    model.will_say(&["это был ответ на другое"]);
    model.answers();
    stage.burst_passes().await;
    thinks(&mut stage).await;
    model.will_say(&[WRITTEN]);
    model.answers();
    assert_eq!(stage.planned().await.0, [WRITTEN]);
    assert!(model.asked()[1].transcript.contains(other));
}

#[tokio::test]
async fn a_model_that_fails_leaves_the_word_to_recall() {
    for (error, why) in [
        (ModelError::RateLimited { retry_after: None }, ModelTrouble::RateLimited),
        (
            ModelError::BudgetSpent { until: Timestamp::from_secs(5) },
            ModelTrouble::BudgetSpent { until: Timestamp::from_secs(5) },
        ),
        (ModelError::TimedOut(Duration::from_secs(1)), ModelTrouble::TimedOut),
    ] {
        let model = Scripted::fails(error);
        let mut stage = with(&model).await;
        stage.telegram.writes(Author::Other, QUESTION);
        stage.burst_passes().await;
        assert_eq!(failed(&mut stage).await, (why.clone(), WithoutModel::Recall));
        let told = explained(&mut stage).await.explanation;
        assert_eq!(stage.planned().await.0, [ANSWER]);
        assert_eq!(told.outcome, Outcome::Failed { why, said: vec![ANSWER.to_owned()] });
    }
}

#[tokio::test]
async fn a_model_that_never_answers_is_given_up() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage, QUESTION).await;
    while model.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(300));
    let (why, _) = failed(&mut stage).await;
    assert_eq!(why, ModelTrouble::TimedOut);
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
}

#[tokio::test]
async fn where_nothing_that_was_written_may_be_said_the_owners_own_words_are_taken() {
    let model = Scripted::says(&["вот http://evil.example", "пароль hunter2, код 48213"]);
    let mut stage = with(&model).await;
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let (why, _) = failed(&mut stage).await;
    assert!(matches!(why, ModelTrouble::NothingFits { .. }), "{why:?}");
    assert_eq!(stage.planned().await.0, [ANSWER]);
}

#[tokio::test]
async fn in_watch_mode_what_the_model_wrote_is_shown_and_explained() {
    let model = Scripted::says(&[WRITTEN]);
    let mut stage = with(&model).await;
    assert!(stage.engine.set_default_mode(stage.account, Mode::Watch).await.unwrap());
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    let told = explained(&mut stage).await.explanation;
    let would = stage
        .until(|event| match event {
            TwinEvent::Watched { bubbles, .. } => Some(bubbles.clone()),
            _ => None,
        })
        .await;
    assert_eq!(would, [WRITTEN]);
    assert!(matches!(told.outcome, Outcome::Watched { .. }));
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_reply_that_was_interrupted_by_a_kill_is_written_again_and_sent_once() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    asked(&mut stage, QUESTION).await;
    stage.restart().await;
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    stage.burst_passes().await;
    thinks(&mut stage).await;
    model.will_say(&[WRITTEN]);
    model.answers();
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [WRITTEN]);
}

#[tokio::test]
async fn the_beginning_of_the_prompt_stays_the_same_from_reply_to_reply() {
    let model = Scripted::says(&[WRITTEN]);
    let mut stage = with(&model).await;
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    model.will_say(&["ага"]);
    model.answers();
    stage.telegram.writes(Author::Other, "а что нового?");
    stage.burst_passes().await;
    explained(&mut stage).await;
    let asked = model.asked();
    assert_eq!((&asked[0].rules, &asked[0].backbone), (&asked[1].rules, &asked[1].backbone));
    assert_ne!(asked[0].transcript, asked[1].transcript);
}

#[tokio::test]
async fn what_the_owner_strikes_out_is_shown_to_no_model_from_then_on() {
    let model = Scripted::says(&[WRITTEN]);
    let mut stage = Stage::set().await;
    let maker = Arc::new(TheMaker(Arc::clone(&model)));
    let settings = ModelChoice {
        model: "open:a".to_owned(),
        capacity: Some(PromptSize::Large),
        ..ModelChoice::default()
    };
    let source = ModelSource { maker, settings, pinned: None };
    stage.engine.use_models(source).await.unwrap();
    let (_, send_at) = stage.plans(QUESTION).await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    let shown = format!("B: {ANSWER}\n");
    let backbone = model.asked()[0].backbone.clone();
    assert!(backbone.contains(&shown), "{backbone}");

    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    for day in 1..=5 {
        assert!(tx.strike_answer(stage.account, ANNA, MessageId(day * 10 + 4)).await.unwrap());
    }
    tx.commit().await.unwrap();
    model.will_say(&["ага"]);
    model.answers();
    stage.telegram.writes(Author::Other, "а что нового?");
    stage.burst_passes().await;
    explained(&mut stage).await;
    let backbone = &model.asked()[1].backbone;
    assert!(!backbone.contains(&shown) && !backbone.is_empty(), "{backbone}");
}

const FACT: &str = "Лена переехала в Тулу";

async fn noted(stage: &Stage, may_be_said: bool) -> domain::FactId {
    let scope = FactScope::Chat(ANNA);
    let noted = stage.engine.note_fact(stage.account, scope, FACT, may_be_said).await.unwrap();
    assert_eq!(noted, Noted::Done);
    let memory = stage.engine.memory_of_chat(stage.account, ANNA).await.unwrap().unwrap();
    memory.facts[0].fact.id
}

#[tokio::test]
async fn what_is_remembered_of_the_chat_is_read_by_the_model_and_what_is_private_is_not() {
    for may_be_said in [true, false] {
        let model = Scripted::says(&[WRITTEN]);
        let mut stage = with(&model).await;
        noted(&stage, may_be_said).await;
        stage.plans("как там Лена, переехала?").await;
        let asked = &model.asked()[0];
        assert_eq!(asked.transcript.contains(FACT), may_be_said, "{}", asked.transcript);
        assert!(!asked.rules.contains(FACT) && !asked.backbone.contains(FACT));
    }
}

#[tokio::test]
async fn what_is_erased_while_the_model_thinks_is_not_said() {
    let model = Scripted::hangs();
    let mut stage = with(&model).await;
    let fact = noted(&stage, true).await;
    asked(&mut stage, "как там Лена, переехала?").await;
    assert!(stage.engine.erase_fact(stage.account, fact).await.unwrap());
    model.will_say(&["да в туле она"]);
    model.answers();
    stage.burst_passes().await;
    thinks(&mut stage).await;
    assert!(!model.asked()[1].transcript.contains(FACT));
}

#[tokio::test]
async fn what_only_the_owner_can_know_is_asked_of_the_owner_and_not_sent() {
    let promise = "да, приду завтра в семь";
    let model = Scripted::says(&[promise]);
    let mut stage = with(&model).await;
    stage.telegram.writes(Author::Other, "придёшь завтра?");
    stage.burst_passes().await;
    let told = explained(&mut stage).await.explanation;
    assert!(matches!(told.outcome, Outcome::AskedOwner { .. }), "{:?}", told.outcome);
    let text = stage
        .until(|event| match event {
            TwinEvent::Asked { text, .. } => Some(text.clone()),
            TwinEvent::Planned { .. } => panic!("it promises"),
            _ => None,
        })
        .await;
    assert_eq!(text, "придёшь завтра?");
    let open = stage.engine.questions().await.unwrap();
    assert_eq!(open.len(), 1);
    assert!(open[0].question.proposed.join(" ").contains("приду"));
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);

    // What they answer is sent, also by another process, and the next morning.
    stage.restart().await;
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(14 * 3_600));
    stage.until(|event| matches!(event, TwinEvent::Connection { .. }).then_some(())).await;
    let id = open[0].question.id;
    stage.engine.answer_question(id, "не, в пятницу\nсорри").await.unwrap().unwrap();
    stage.clock.hurry();
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), ["не, в пятницу", "сорри"]);
}

#[tokio::test]
async fn an_answer_of_the_owner_that_comes_too_late_is_remembered_and_not_sent() {
    let model = Scripted::says(&["да, приду завтра в семь"]);
    let mut stage = with(&model).await;
    stage.telegram.writes(Author::Other, "придёшь завтра?");
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Asked { .. }).then_some(())).await;
    let open = stage.engine.questions().await.unwrap();
    stage.engine.set_model(None);
    stage.telegram.writes(Author::Other, "ау");
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Silent { .. }).then_some(())).await;
    stage.engine.answer_question(open[0].question.id, "приду").await.unwrap().unwrap();
    let memory = stage.engine.memory_of_chat(stage.account, ANNA).await.unwrap().unwrap();
    assert_eq!(memory.facts.len(), 1);
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.read(owner).await.unwrap();
    assert_eq!(tx.open_reply(stage.account, ANNA).await.unwrap(), None);
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn in_watch_mode_nobody_is_asked_anything() {
    let model = Scripted::says(&["да, приду завтра в семь"]);
    let mut stage = with(&model).await;
    assert!(stage.engine.set_default_mode(stage.account, Mode::Watch).await.unwrap());
    stage.telegram.writes(Author::Other, "придёшь завтра?");
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Silent { .. }).then_some(())).await;
    assert!(stage.engine.questions().await.unwrap().is_empty());
}
