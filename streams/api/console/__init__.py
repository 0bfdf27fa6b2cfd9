"""The console's pages over HTTP. `serving` has the routes, `entering` what stands before and after
each, `viewing` who looks and how, `signing` signing in and out. `asking` puts questions to the
operations of the API, `pages` says what each page needs, `sharing` spares those who look at the
same page the same questions; `deciding` is what each form does, `forms` reads them, `repeating`
knows one that comes twice. What a page looks like is the renderer's, which is handed in.
"""
