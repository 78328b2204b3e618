//! `aitwin user`: who may sign in. Whoever runs it has the files, so it asks nobody who they are.

use std::io::{BufRead, IsTerminal};
use std::path::Path;
use std::sync::Arc;

use access::{Access, Joined};
use anyhow::Result;
use domain::Role;
use domain::access::{check_sign_up, same_name};
use zeroize::Zeroizing;

use super::{plain, say};
use crate::cli::{DataArgs, UserArgs, UserTask};
use crate::clock::SystemClock;
use crate::config::{Config, Overrides};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::{self, Opened};

pub(crate) async fn user(texts: &Texts, config: Option<&Path>, arguments: UserArgs) -> Result<()> {
    let UserArgs { what, data: DataArgs { data, database_url } } = arguments;
    let config = Config::load(config, Overrides { data, database_url, ..Overrides::default() })?;
    match what {
        UserTask::List => list(texts, &wiring::reopen(&config).await?).await,
        UserTask::SetPassword { name } => {
            // Looked at first: what cannot be used makes no database.
            let password = ask(texts)?;
            check_sign_up(&name, &password).map_err(Trouble::SignUp)?;
            // A new server has a password before it is first started.
            let opened = wiring::open(&config).await?;
            set_password(texts, &opened, &name, &password).await
        }
    }
}

fn access(opened: &Opened) -> Access {
    Access::new(opened.store.clone(), Arc::new(SystemClock))
}

async fn list(texts: &Texts, opened: &Opened) -> Result<()> {
    let people = access(opened).everybody().await?;
    if people.is_empty() {
        return say(&text!(texts, "user-none"));
    }
    for person in people {
        let role = match person.role {
            Role::Owner => text!(texts, "user-owner"),
            Role::Admin => text!(texts, "user-admin"),
        };
        let mut line = format!("{}  {role}", plain(&person.name));
        if person.disabled {
            line = format!("{line}  {}", text!(texts, "user-kept-out"));
        }
        say(&line)?;
    }
    Ok(())
}

async fn set_password(texts: &Texts, opened: &Opened, name: &str, password: &str) -> Result<()> {
    let access = access(opened);
    let people = access.everybody().await?;
    let is_known = |name: &str| people.iter().any(|one| same_name(&one.name) == same_name(name));
    if !people.is_empty() && !is_known(name) {
        let names = people.iter().map(|person| plain(&person.name)).collect();
        return Err(Trouble::NoSuchPerson { name: name.to_owned(), names }.into());
    }
    if people.is_empty() {
        return match access.set_up_without_browser(opened.owner, name, password).await? {
            None => say(&text!(texts, "user-set-up", name = name)),
            Some(Joined::Problem(problem)) => Err(Trouble::SignUp(problem).into()),
            // Somebody was faster, on the pages.
            Some(_) => {
                Err(Trouble::NoSuchPerson { name: name.to_owned(), names: Vec::new() }.into())
            }
        };
    }
    match access.reset(name, password).await? {
        Some(Ok(())) => say(&text!(texts, "user-reset", name = name)),
        Some(Err(problem)) => Err(Trouble::SignUp(problem).into()),
        None => Err(Trouble::NoSuchPerson { name: name.to_owned(), names: Vec::new() }.into()),
    }
}

/// The new password: twice from a terminal, where it is not seen; else the first line of the input.
fn ask(texts: &Texts) -> Result<Zeroizing<String>> {
    let unread = |source| Trouble::PasswordUnread { source };
    if std::io::stdin().is_terminal() {
        let prompt = |text: String| rpassword::prompt_password(text).map(Zeroizing::new);
        let password = prompt(text!(texts, "user-password")).map_err(unread)?;
        let again = prompt(text!(texts, "user-again")).map_err(unread)?;
        return if password == again { Ok(password) } else { Err(Trouble::PasswordsDiffer.into()) };
    }
    let mut line = Zeroizing::new(String::new());
    std::io::stdin().lock().read_line(&mut line).map_err(unread)?;
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}
