//! @BotFather, as people talk with him.

use serde_json::json;

use crate::support::{OLEG, Person, VERA, World};

/// Says something to him and returns his answer.
async fn say(person: &mut Person, text: &str) -> String {
    let father = person.peer("BotFather").await;
    person.say(father, text).await;
    loop {
        let heard = person.hear().await;
        if !heard.outgoing() {
            return heard.text().to_owned();
        }
    }
}

fn token_in(text: &str) -> String {
    let is_token =
        |line: &&str| line.split_once(':').is_some_and(|(id, _)| id.parse::<i64>().is_ok());
    text.lines().find(is_token).unwrap().to_owned()
}

#[tokio::test]
async fn a_person_makes_a_bot_and_it_speaks() {
    let world = World::new().await;
    let mut vera = world.login(VERA).await;
    assert!(say(&mut vera, "/start").await.contains("/newbot"));
    assert!(say(&mut vera, "/newbot").await.starts_with("Alright, a new bot."));
    assert!(say(&mut vera, "Эхо").await.starts_with("Good. Now let's choose a username"));
    assert!(say(&mut vera, "echoes").await.starts_with("Sorry, the username must end in 'bot'."));
    assert_eq!(say(&mut vera, "эхоbot").await, "Sorry, this username is invalid.");
    let done = say(&mut vera, "vera_echo_bot").await;
    assert!(done.contains("t.me/vera_echo_bot"), "{done}");
    let bot = world.program(&world.control().bots()[0]);
    assert_eq!(token_in(&done), bot.token);
    let peer = vera.peer("vera_echo_bot").await;
    vera.say(peer, "привет").await;
    let update = bot.update().await;
    assert_eq!(update["message"]["text"], json!("привет"));
    let father = vera.client.resolve_username("botfather").await.unwrap().unwrap();
    assert_eq!(father.id().bare_id(), Some(93_372_553));
    assert_eq!(world.control().accounts().len(), 3, "he is not among the people");
}

#[tokio::test]
async fn what_he_waits_for_survives_a_restart() {
    let world = World::new().await;
    let mut vera = world.login(VERA).await;
    world.bot();
    say(&mut vera, "/newbot").await;
    say(&mut vera, "Эхо").await;
    let taken = "Sorry, this username is already taken. Please try something different.";
    assert_eq!(say(&mut vera, "echo_bot").await, taken);
    let session = vera.leave().await;
    let world = world.restarted().await;
    let mut vera = Person::connect(session).await.start_updates().await;
    let done = say(&mut vera, "Vera_Echo_Bot").await;
    assert!(done.starts_with("Done! Congratulations on your new bot."), "{done}");
    let bots = world.control().bots();
    let made = bots.iter().find(|bot| bot.username == "Vera_Echo_Bot").unwrap();
    assert_eq!((&*made.name, made.owner), ("Эхо", Some(world.id(VERA))));
    assert_eq!(token_in(&done), made.token);
    let bot = world.program(made);
    assert_eq!(bot.call("getMe", json!({})).await["first_name"], json!("Эхо"));
}

#[tokio::test]
async fn tokens_are_told_revoked_and_bots_deleted() {
    let world = World::new().await;
    let mut vera = world.login(VERA).await;
    for text in ["/newbot", "Эхо", "vera_echo_bot"] {
        say(&mut vera, text).await;
    }
    let first = world.control().bots()[0].token.clone();
    assert_eq!(
        say(&mut vera, "/mybots").await,
        "Choose a bot from the list below:\n@vera_echo_bot"
    );
    say(&mut vera, "/token").await;
    assert_eq!(token_in(&say(&mut vera, "@vera_echo_bot").await), first);
    say(&mut vera, "/revoke").await;
    assert_eq!(say(&mut vera, "@oleg").await, "Invalid bot selected.");
    let second = token_in(&say(&mut vera, "vera_echo_bot").await);
    assert_eq!(world.control().bots()[0].token, second);
    assert_ne!(first, second);
    // What is not Vera's, Oleg cannot touch.
    let mut oleg = world.login(OLEG).await;
    assert!(say(&mut oleg, "/deletebot").await.starts_with("You have currently no bots."));

    say(&mut vera, "/deletebot").await;
    assert!(say(&mut vera, "@vera_echo_bot").await.starts_with("OK, you selected @vera_echo_bot."));
    assert!(say(&mut vera, "yes").await.starts_with("Please enter the confirmation text"));
    let gone = say(&mut vera, "Yes, I am totally sure.").await;
    assert_eq!(gone, "Done! The bot is gone. /help");
    assert!(world.control().bots().is_empty());
}

#[tokio::test]
async fn he_is_cancelled_and_has_his_limits() {
    let world = World::new().await;
    let control = world.control();
    let mut vera = world.login(VERA).await;
    assert!(say(&mut vera, "/cancel").await.starts_with("No active command to cancel."));
    say(&mut vera, "/newbot").await;
    assert!(say(&mut vera, "/cancel").await.starts_with("The command newbot has been cancelled."));
    assert_eq!(say(&mut vera, "Эхо").await, "Unrecognized command. Say what?");
    for number in 0..20 {
        let new = sandbox::NewBot {
            name: "X".into(),
            username: format!("number_{number}_bot"),
            owner: Some(VERA.into()),
            ..sandbox::NewBot::default()
        };
        control.create_bot(&new).unwrap();
    }
    let refused = say(&mut vera, "/newbot").await;
    assert!(refused.starts_with("That I cannot do. You come to me asking for more than 20 bots."));
    let chat = control.conversation(VERA, "BotFather").unwrap();
    assert_eq!(chat.len(), 10, "every message was answered once");
}
