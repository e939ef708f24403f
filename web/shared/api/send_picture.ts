// A picture as it is: the server looks at the bytes themselves.
// Source: SEC-4.
import { ApiError, getCsrfToken } from './client';

/** Puts the file at `path`, or takes away what is there; answers what holds now. */
export async function sendPicture<T>(path: string, file: File | null): Promise<T> {
  const answer = await fetch(path, {
    method: file ? 'PUT' : 'DELETE',
    headers: {
      'X-CSRF-Token': getCsrfToken(),
      ...(file && { 'Content-Type': 'application/octet-stream' }),
    },
    body: file,
  });
  const body = (await answer.json()) as T & { code?: string; detail?: string };
  if (!answer.ok) throw new ApiError(body.code ?? 'network', answer.status, body.detail ?? '');
  return body;
}
