//! A request, and how long its client waits for the answer.

use std::{pin::pin, task::Poll, time::Duration};

use axum::{body::Body, http::Request};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use super::{Client, Reply};
use crate::schedule::Patience;

impl Client {
    /// The answer, unless the client went away first or the process died.
    pub(super) async fn ask(&self, request: Request<Body>) -> Option<Reply> {
        self.world.lock().unwrap().figures.requests += 1;
        let answer = async {
            let response = self.process.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes().to_vec();
            Reply { status: parts.status, headers: parts.headers, body }
        };
        let reply = tokio::select! {
            biased;
            () = self.process.life.over() => return None,
            reply = self.waits_for(answer) => reply,
        };
        if reply.is_none() {
            self.world.lock().unwrap().figures.abandoned += 1;
        }
        let reply = reply?;
        if String::from_utf8_lossy(&reply.body).contains("The backend failed") {
            self.violation(format!("a defect: {reply:?}"));
        }
        Some(reply)
    }

    async fn waits_for<T>(&self, answer: impl Future<Output = T>) -> Option<T> {
        match self.patience {
            Patience::Patient => Some(answer.await),
            Patience::Millis(most) => {
                tokio::time::timeout(Duration::from_millis(most.into()), answer).await.ok()
            }
            Patience::Polls(most) => {
                let mut answer = pin!(answer);
                let mut left = most;
                std::future::poll_fn(|context| {
                    let Some(fewer) = left.checked_sub(1) else { return Poll::Ready(None) };
                    left = fewer;
                    answer.as_mut().poll(context).map(Some)
                })
                .await
            }
        }
    }
}
