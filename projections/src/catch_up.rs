//! How do the views come to the end of the log?
//!
//! One task reads ahead, one thread decodes and opens, one writes: no stage waits for another's work.

use crate::error::ViewError;
use crate::taken::Taken;
use crate::writer::Writer;
use std::sync::{Arc, Mutex, PoisonError};
use store::port::{EventStore, PAGE_MAX, Position, Recorded};
use store::vault::Vault;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

/// The most pages that wait between two stages.
const PAGES_MAX: usize = 4;
/// The most events that one transaction takes in.
const TRANSACTION_EVENTS_MAX: usize = 20_000;

/// Where views follow a log.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) store: Arc<dyn EventStore>,
    pub(crate) vault: Vault,
}

/// Takes in everything after a writer's bookmark until the log has no more, and answers how many events were read.
pub(crate) async fn catch_up(
    source: &Source,
    writer: &Arc<Mutex<Writer>>,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<u64, ViewError> {
    let after = writer.lock().unwrap_or_else(PoisonError::into_inner).bookmark();
    let mut page = source.store.read_all(after, PAGE_MAX).await?;
    if page.is_empty() {
        return Ok(0);
    }
    let (to_decode, pages) = mpsc::channel(PAGES_MAX);
    let (to_write, decoded) = mpsc::channel(PAGES_MAX);
    let vault = source.vault.clone();
    let decoding = spawn_blocking(move || decode(&vault, pages, &to_write));
    let target = Arc::clone(writer);
    let writing = spawn_blocking(move || write(&target, decoded));
    let mut read = 0;
    let reading = async {
        while let Some(last) = page.last().map(|it| it.position) {
            read += page.len() as u64;
            // A closed channel means that a later stage has failed and will say why.
            if to_decode.send(page).await.is_err() {
                break;
            }
            progress(read);
            page = source.store.read_all(Some(last), PAGE_MAX).await?;
        }
        Ok(())
    };
    let reading: Result<(), ViewError> = reading.await;
    drop(to_decode);
    let decoding = decoding.await.unwrap_or(Err(ViewError::Ended));
    let writing = writing.await.unwrap_or(Err(ViewError::Ended));
    reading.and(decoding).and(writing)?;
    Ok(read)
}

fn decode(
    vault: &Vault,
    mut pages: mpsc::Receiver<Vec<Recorded>>,
    to_write: &mpsc::Sender<Vec<Taken>>,
) -> Result<(), ViewError> {
    while let Some(page) = pages.blocking_recv() {
        if to_write.blocking_send(read_page(&page, vault)?).is_err() {
            break;
        }
    }
    Ok(())
}

fn read_page(page: &[Recorded], vault: &Vault) -> Result<Vec<Taken>, ViewError> {
    page.iter().map(|it| Taken::read(it, vault)).collect()
}

fn write(writer: &Mutex<Writer>, mut pages: mpsc::Receiver<Vec<Taken>>) -> Result<(), ViewError> {
    let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
    while let Some(first) = pages.blocking_recv() {
        writer.transact(|batch| {
            let (mut page, mut count) = (Some(first), 0);
            while let Some(events) = page {
                events.iter().try_for_each(|it| batch.take_in(it))?;
                count += events.len();
                let full = count + PAGE_MAX > TRANSACTION_EVENTS_MAX;
                page = if full { None } else { pages.blocking_recv() };
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Takes in one batch as it comes, and answers how far the views are then.
pub(crate) async fn take_in(
    source: &Source,
    writer: &Arc<Mutex<Writer>>,
    events: Vec<Recorded>,
) -> Result<Option<Position>, ViewError> {
    let (vault, writer) = (source.vault.clone(), Arc::clone(writer));
    let taking = spawn_blocking(move || {
        let events = read_page(&events, &vault)?;
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.take_in(&events)?;
        Ok(writer.bookmark())
    });
    taking.await.unwrap_or(Err(ViewError::Ended))
}
