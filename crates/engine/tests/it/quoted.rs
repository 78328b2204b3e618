//! What quotes a message goes with it.

use std::sync::Arc;

use domain::{Author, ChatModel, Event, MessageId, QuestionEnd};
use engine::{Asking, TwinEvent, forget_quoted};

use crate::model::Scripted;
use crate::stage::{ANNA, Stage};

const TOLD: &str = "мой новый адрес Лесная 5";

async fn explained(stage: &Stage) -> usize {
    stage.engine.explanations(stage.account, ANNA, 99).await.unwrap().len()
}

#[tokio::test]
async fn a_deleted_message_stays_neither_in_explanations_nor_in_questions() {
    let model = Scripted::says(&["ага"]);
    let mut stage = Stage::set().await;
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    let told = stage.telegram.writes(Author::Other, TOLD);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Explained { .. }).then_some(())).await;
    assert_eq!(explained(&stage).await, 1);
    let asking = Asking {
        account: stage.account,
        chat: ANNA,
        answers: told.id,
        text: format!("{} {TOLD}", "и ещё вот что ".repeat(7)),
        proposed: vec![],
        rule: "figures".to_owned(),
    };
    let id = stage.engine.ask_owner(asking).await.unwrap();
    assert!(stage.engine.questions().await.unwrap()[0].question.text.contains("мой новый адрес"));

    // Another message, of which nothing is quoted.
    stage.telegram.happens(Event::Deleted { chat: None, ids: vec![MessageId(10)] });
    stage.telegram.happens(Event::Deleted { chat: None, ids: vec![told.id] });
    assert_eq!(stage.closed().await, (id, QuestionEnd::MessageGone));
    assert_eq!(explained(&stage).await, 0);
    assert!(stage.engine.questions().await.unwrap().is_empty());
    assert!(stage.engine.closed_questions(9).await.unwrap().is_empty());
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.read(owner).await.unwrap();
    assert_eq!(tx.latest_explanation().await.unwrap(), None);
}

#[tokio::test]
async fn other_words_are_left_alone_and_of_many_messages_at_once_all_is_forgotten() {
    let model = Scripted::says(&["ага"]);
    let mut stage = Stage::set().await;
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    stage.telegram.writes(Author::Other, TOLD);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::Explained { .. }).then_some(())).await;
    let (store, owner) = stage.elsewhere().await;
    for (gone, left) in [
        (vec![(ANNA, "мой новый адрес Лесная 7".to_owned())], 1),
        // So short that in other chats it would be the words of anybody.
        (vec![(domain::PeerId(8), "мой".to_owned())], 1),
        (vec![(domain::PeerId(8), "мы молчали об этом".to_owned()); 51], 0),
    ] {
        let mut tx = store.begin(owner).await.unwrap();
        forget_quoted(&mut tx, stage.account, &gone).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(explained(&stage).await, left, "{gone:?}");
    }
}
