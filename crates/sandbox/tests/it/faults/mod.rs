//! Things that go wrong on purpose, as clients meet them.

mod arranging;
mod calls;
mod connections;
mod duplicates;
mod updates;

use grammers_client::tl::{RemoteCall, enums, functions as f};
use grammers_mtsender::InvocationError;
use sandbox::{FaultKind, NewFault, Repeat, RequestFilter};

use crate::support::{Person, World};

/// A fault of everybody's and everything.
fn fault(fault: FaultKind, repeat: Repeat) -> NewFault {
    NewFault { account: None, method: None, repeat, fault }
}

/// A fault of one account and one method.
fn fault_of(account: &str, method: &str, kind: FaultKind, repeat: Repeat) -> NewFault {
    let (account, method) = (Some(account.into()), Some(method.into()));
    NewFault { account, method, ..fault(kind, repeat) }
}

/// What a call is refused with: the code and the text.
async fn refused<R: RemoteCall<Return: std::fmt::Debug>>(
    person: &Person,
    request: R,
) -> (i32, String) {
    match person.client.invoke(&request).await {
        Err(InvocationError::Rpc(error)) => {
            let value = error.value.map(|value| format!("_{value}")).unwrap_or_default();
            (error.code, format!("{}{value}", error.name))
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Calls until it is answered, as a client does that has lost its connection
/// and may not know it yet.
async fn call_again(person: &Person) {
    let state = f::updates::GetState {};
    if person.client.invoke(&state).await.is_err() {
        person.call(state).await;
    }
}

/// The connection by which the last request came.
fn connection_of(world: &World) -> u64 {
    let seen = world.control().requests(&RequestFilter::default()).unwrap();
    seen.last().expect("something was asked").connection
}

fn hits(world: &World) -> Vec<u64> {
    world.control().faults().iter().map(|fault| fault.hits).collect()
}

/// The `pts` of an account as the server has it.
async fn pts(person: &Person) -> i32 {
    let enums::updates::State::State(state) = person.call(f::updates::GetState {}).await;
    state.pts
}
