// The one way to the server: typed by the contract, with the CSRF header, problems as errors.
// Invariant: a failed call always rejects with an ApiError that carries a stable code; nothing fails silently.
// Source: architecture.md, "HTTP"; SEC-8; RFC 9457.
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema';
import type { Problem } from './types';

/** What the server, or the way to it, said no with. `code` is stable; `network` means no answer came. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly fields: NonNullable<Problem['errors']> = [],
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

let csrfToken = '';

/** Remembers the token of the session for every call that changes something. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

export function getCsrfToken(): string {
  return csrfToken;
}

const csrf: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken) request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  onError({ error }) {
    return new ApiError('network', 0, error instanceof Error ? error.message : String(error));
  },
};

// The global fetch is looked up at each call, so that the development mock can take its place.
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  credentials: 'same-origin',
  fetch: (request) => window.fetch(request),
});
api.use(csrf);

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of an answer, or an ApiError thrown. */
export async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw toApiError(error, response.status);
  return data as T;
}

function toApiError(body: unknown, status: number): ApiError {
  const problem = body as Partial<Problem> | undefined;
  if (problem && typeof problem === 'object' && typeof problem.code === 'string') {
    const text = problem.detail ?? problem.title ?? problem.code;
    return new ApiError(problem.code, status, text, problem.errors);
  }
  return new ApiError(`http_${status}`, status, `HTTP ${status}`);
}

/** Uploads one file and reports how much of it has left; XMLHttpRequest because fetch cannot say that. */
export function uploadFile<T>(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
  address = '/api/v1/attachments',
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${address}?filename=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('X-CSRF-Token', csrfToken);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const body = parseJson(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(toApiError(body, request.status));
    };
    request.onerror = () => reject(new ApiError('network', 0, 'no answer'));
    signal.addEventListener('abort', () => request.abort());
    request.onabort = () => reject(new ApiError('aborted', 0, 'aborted'));
    request.send(file);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
