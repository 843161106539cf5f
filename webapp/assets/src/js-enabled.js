// Runs before anything is drawn: components that need scripts are styled for them only where scripts run.
document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported');
