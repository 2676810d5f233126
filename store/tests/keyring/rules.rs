//! The rules: what holds for every keyring?

use crate::desk::{Desk, dice, owner};
use store::keyring::{KeyId, Keyring};
use store::memory_keyring::MemoryKeyring;

/// Runs a rule on every keyring, and on that of a real server where one is named.
async fn on_all(rule: impl AsyncFn(&dyn Keyring)) {
    rule(&MemoryKeyring::new(dice(1))).await;
    rule(&Desk::new().open(1)).await;
    #[cfg(any(feature = "eventstore", feature = "kurrentdb"))]
    {
        let cluster = crate::cluster::Cluster::start();
        rule(&Box::pin(cluster.open("first", 1)).await).await;
        if let Some(real) = Box::pin(crate::cluster::on_a_real_server()).await {
            rule(&real).await;
        }
    }
}

#[tokio::test]
async fn an_owner_has_one_key_in_a_scope_and_it_opens() {
    on_all(async |keyring| {
        let anna = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
        let again = keyring.sealing_key(&owner("anna", "t-1")).await.unwrap();
        assert_eq!((again.id, &again.secret), (anna.id, &anna.secret));
        let opening = keyring.opening_key(anna.id).unwrap().unwrap();
        assert_eq!(opening.secret, anna.secret);

        for other in [owner("anna", "t-2"), owner("boris", "t-1")] {
            let other = keyring.sealing_key(&other).await.unwrap();
            assert_ne!((other.id, &other.secret), (anna.id, &anna.secret));
        }
    })
    .await;
}

#[tokio::test]
async fn a_destroyed_key_opens_nothing_and_the_next_one_is_another() {
    on_all(async |keyring| {
        let mut keys = Vec::new();
        for (who, scope) in [("anna", "t-1"), ("anna", "t-2"), ("boris", "t-1"), ("vera", "t-3")] {
            keys.push(keyring.sealing_key(&owner(who, scope)).await.unwrap().id);
        }
        let opening = |id: KeyId| keyring.opening_key(id).unwrap().is_some();
        assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 2);
        assert_eq!(keyring.destroy_owner("anna").await.unwrap(), 0);
        assert_eq!(
            keys.iter().map(|&it| opening(it)).collect::<Vec<_>>(),
            [false, false, true, true]
        );
        assert_eq!(keyring.destroy_scope("t-1").await.unwrap(), 1);
        assert!(!opening(keys[2]) && opening(keys[3]));
        assert_ne!(keyring.sealing_key(&owner("anna", "t-1")).await.unwrap().id, keys[0]);
    })
    .await;
}

#[tokio::test]
async fn scopes_are_listed_by_prefix_in_order_and_once() {
    on_all(async |keyring| {
        for (who, scope) in [
            ("anna", "chat-2-202603"),
            ("anna", "chat-1-202603"),
            ("boris", "chat-1-202603"),
            ("anna", "chat-1-202602"),
            ("anna", "t-1"),
        ] {
            keyring.sealing_key(&owner(who, scope)).await.unwrap();
        }
        let chat = keyring.scopes("chat-1-").await.unwrap();
        assert_eq!(chat, ["chat-1-202602", "chat-1-202603"]);
        assert_eq!(keyring.scopes("").await.unwrap().len(), 4);
        assert_eq!(keyring.scopes("zzz").await.unwrap(), [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn an_owner_that_is_no_name_is_refused() {
    on_all(async |keyring| {
        for name in ["", "Anna", "anna ivanova", &"a".repeat(101)] {
            assert!(keyring.sealing_key(&owner(name, "t-1")).await.is_err(), "{name}");
            assert!(keyring.sealing_key(&owner("anna", name)).await.is_err(), "{name}");
        }
    })
    .await;
}
