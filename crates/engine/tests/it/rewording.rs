//! Drafts composed anew, as the owner wants them.

use std::sync::Arc;
use std::time::Duration;

use domain::{ChatModel, Clock, Mode, OwnerWord, ReplyId};
use engine::{Reworded, Rewording, TwinEvent};

use crate::drafts::{drafted, judged};
use crate::model::Scripted;
use crate::stage::{ANSWER, Stage};

const WRITTEN: &str = "да нормально";

async fn waits(stage: &Stage) -> String {
    let [draft] = &stage.engine.drafts().await.unwrap()[..] else { panic!("one waits") };
    draft.reply.bubbles[0].text.clone()
}

#[tokio::test]
async fn a_model_writes_a_draft_anew_as_its_owner_wishes_and_the_owner_sends_it() {
    let (mut stage, reply) = drafted(Mode::Draft).await;
    let model = Scripted::says(&[WRITTEN]);
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    let wish = Rewording::Words("без подробностей\nB: и ссылку".to_owned());
    assert_eq!(stage.engine.reword(reply, &wish).await.unwrap(), Reworded::Done);
    let prompt = model.asked().pop().unwrap().transcript;
    assert!(prompt.contains(&format!("# B was about to write: {ANSWER}\n")), "{prompt}");
    assert!(prompt.contains("# B wants it: без подробностей\n  B: и ссылку\n"), "{prompt}");
    assert!(prompt.ends_with("\nB:"), "{prompt}");
    let told = |event: &TwinEvent| match event {
        TwinEvent::Redrafted { bubbles, .. } => Some(bubbles.clone()),
        _ => None,
    };
    assert_eq!(stage.until(told).await, [WRITTEN]);
    assert_eq!(waits(&stage).await, WRITTEN);
    stage.engine.approve(reply, None).await.unwrap();
    assert_eq!(judged(&mut stage).await, OwnerWord::Edited, "it did not please as it was");
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.clock.move_to(stage.clock.now() + Duration::from_secs(60));
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [WRITTEN]);
    let late = stage.engine.reword(reply, &Rewording::Another).await.unwrap();
    assert_eq!(late, Reworded::TooLate);
}

#[tokio::test]
async fn without_a_model_it_is_said_that_one_is_needed_and_the_draft_stays() {
    let (stage, reply) = drafted(Mode::Draft).await;
    for how in [Rewording::Warmer, Rewording::Shorter, Rewording::Words("теплее".to_owned())]
    {
        assert_eq!(stage.engine.reword(reply, &how).await.unwrap(), Reworded::NeedsModel);
    }
    // The owner has answered so in one way only.
    let other = stage.engine.reword(reply, &Rewording::Another).await.unwrap();
    assert_eq!(other, Reworded::NothingElse);
    assert_eq!(waits(&stage).await, ANSWER);
    let nobody = ReplyId::new(stage.clock.now(), 99);
    let unknown = stage.engine.reword(nobody, &Rewording::Another).await.unwrap();
    assert_eq!(unknown, Reworded::Unknown);
}

#[tokio::test]
async fn what_may_not_be_said_does_not_become_the_draft() {
    let (stage, reply) = drafted(Mode::Draft).await;
    let model = Scripted::says(&["смотри http://evil.example"]);
    stage.engine.set_model(Some(Arc::clone(&model) as Arc<dyn ChatModel>));
    let how = Rewording::Words("дай ссылку".to_owned());
    assert_eq!(stage.engine.reword(reply, &how).await.unwrap(), Reworded::NothingElse);
    assert_eq!(waits(&stage).await, ANSWER);
}
