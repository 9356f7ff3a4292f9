/** Sent as `user-agent`. A test compares the version with package.json. */
export const CLIENT_NAME = "langchain-opik/0.1.0";
