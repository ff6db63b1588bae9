import { render } from 'preact';
import { takeKeyOfAddress } from './api/key';
import { App } from './app';
import { applyTheme } from './parts/theme';
import { takeAnswerOfAddress } from './signin/answer';
import './styles/base.css';
import './styles/parts.css';
import './styles/views.css';

takeKeyOfAddress();
takeAnswerOfAddress();
applyTheme();
render(<App />, document.getElementById('app')!);
